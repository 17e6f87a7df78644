"""What watches Tagwire: alerts, their tests, the dashboard, and settings of what reads them."""
