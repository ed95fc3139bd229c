"""Reads an exported file of standard input with parsers of Python's library, and prints its markers.

markers.py FORMAT prints a JSON list of {frame | timecode, text, length}. FORMAT is one of csv, avid_xml,
fcp7_xml and fcpxml.
"""

import csv
import io
import json
import sys
from fractions import Fraction
from xml.etree import ElementTree


# The elements of FCPXML that an export has: the required attributes, the others, and the content, as the
# DTD of FCPXML 1.9 declares them.
FCPXML = {
    "fcpxml": ({"version"}, set(), ["resources", "event"]),
    "resources": (set(), set(), ["format"]),
    "format": ({"id"}, {"frameDuration", "width", "height"}, []),
    "event": (set(), {"name"}, ["project"]),
    "project": (set(), {"name"}, ["sequence"]),
    "sequence": ({"format"}, {"duration", "tcStart", "tcFormat"}, ["spine"]),
    "spine": (set(), set(), ["gap"]),
    "gap": ({"duration"}, {"name", "offset", "start"}, ["marker"]),
    "marker": ({"start", "value"}, {"duration", "note"}, []),
}


def check(element, declarations):
    """Fails unless the element and its content are as declared."""
    required, others, content = declarations[element.tag]
    names = set(element.keys())
    assert required <= names <= required | others, f"{element.tag} has attributes {names}"
    order = [content.index(child.tag) for child in element]
    assert order == sorted(order), f"{element.tag} has its content in another order"
    for child in element:
        check(child, declarations)


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


def from_fcp7_xml(text):
    markers = []
    for marker in ElementTree.fromstring(text).iterfind("sequence/marker"):
        begin = int(marker.findtext("in"))
        end = int(marker.findtext("out"))
        length = 1 if end == -1 else end - begin
        markers.append({"frame": begin, "text": marker.findtext("comment"), "length": length})
    return markers


def seconds(time):
    return Fraction(time.removesuffix("s"))


def from_fcpxml(text):
    root = ElementTree.fromstring(text)
    check(root, FCPXML)
    frame = seconds(root.find("resources/format").get("frameDuration"))
    markers = []
    for marker in root.iterfind("event/project/sequence/spine/gap/marker"):
        begin = seconds(marker.get("start")) / frame
        length = seconds(marker.get("duration")) / frame
        assert begin.denominator == 1 and length.denominator == 1, "a time is between two frames"
        markers.append({"frame": int(begin), "text": marker.get("value"), "length": int(length)})
    return markers


READERS = {
    "csv": from_csv,
    "avid_xml": from_avid_xml,
    "fcp7_xml": from_fcp7_xml,
    "fcpxml": from_fcpxml,
}

if __name__ == "__main__":
    exported = sys.stdin.buffer.read().decode("utf-8")
    json.dump(READERS[sys.argv[1]](exported), sys.stdout)
