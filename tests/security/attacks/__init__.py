"""What an attacker tries, as data: each attempt has a name and the outcome that it must have."""
