"""Production lines: stations, buffers, crews and shifts, simulated into a shift log with KPIs."""
