"""Reads an exported file of standard input with parsers of Python's library, and prints its markers.

markers.py FORMAT prints a JSON list of {timecode, text, length}. FORMAT is csv or avid_xml.
"""

import csv
import io
import json
import sys
from xml.etree import ElementTree


def from_csv(text):
    rows = csv.DictReader(io.StringIO(text, newline=""), strict=True)
    return [{"timecode": row["timecode"], "text": row["text"]} for row in rows]


def from_avid_xml(text):
    markers = []
    for item in ElementTree.fromstring(text).iter("AvClass"):
        attributes = {}
        for element in item.find("List"):
            values = [value.text for value in element]
            if values:
                attributes[values[1]] = values[2]
        markers.append(
            {
                "timecode": attributes["_ATN_CRM_TC"],
                "text": attributes["_ATN_CRM_COM"],
                "length": int(attributes["_ATN_CRM_LENGTH"]),
            }
        )
    return markers


READERS = {
    "csv": from_csv,
    "avid_xml": from_avid_xml,
}

if __name__ == "__main__":
    exported = sys.stdin.buffer.read().decode("utf-8")
    json.dump(READERS[sys.argv[1]](exported), sys.stdout)
