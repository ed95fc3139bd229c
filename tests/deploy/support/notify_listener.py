"""Plays the service manager: writes each report of a program to a file, as "NAME REPORT".

usage: notify_listener.py FOLDER NAME…; the socket of NAME is FOLDER/NAME, the file FOLDER/reports
"""

import os
import selectors
import socket
import sys

folder, *names = sys.argv[1:]
sockets = selectors.DefaultSelector()
for name in names:
    listener = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
    listener.bind(os.path.join(folder, name))
    os.chmod(os.path.join(folder, name), 0o777)
    sockets.register(listener, selectors.EVENT_READ, name)
with open(os.path.join(folder, "reports"), "w", buffering=1) as reports:
    while True:
        for key, _ in sockets.select():
            print(key.data, key.fileobj.recv(4096).decode(), file=reports)
