"""The few steps between the server and a worker's interpreter: limits, privileges, Landlock, exec.

Everything here runs in a short-lived interpreter without ``site``, so it imports as little as it can.
"""
