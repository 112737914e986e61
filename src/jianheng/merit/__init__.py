"""The books of merit and fault: cases, bookings, finality, appeals, reversals (Part 8)."""
