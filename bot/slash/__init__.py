"""The commands that members type, a file each: `/streak` is `streak.py`. No command knows another."""
