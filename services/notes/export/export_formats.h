#pragma once

#include <string>

#include "services/notes/export/exported_video.h"

namespace lossy::notes {

// The texts of exported files, one function for each format. docs/export.md describes the formats.
// A text of a user may contain any character: each function escapes, replaces or removes those that
// have a meaning in its format. Threads: thread-safe.

// A table with a line for each note (RFC 4180). A cell that a spreadsheet would calculate begins
// with an apostrophe.
std::string ToCsv(const ExportedVideo& video);
// One object: the video and its notes.
std::string ToJson(const ExportedVideo& video);
// A list (CommonMark).
std::string ToMarkdown(const ExportedVideo& video);
// Subtitles. Times count from the start of the video, not from its start timecode. A note without
// an end is shown for 3 seconds.
std::string ToSrt(const ExportedVideo& video);
std::string ToWebVtt(const ExportedVideo& video);
// Edit decision lists: an event for each note, with a marker as Resolve or as Avid writes it. A
// text is cut to 240 bytes.
std::string ToResolveEdl(const ExportedVideo& video);
std::string ToAvidEdl(const ExportedVideo& video);
// The markers of Avid Media Composer.
std::string ToAvidXml(const ExportedVideo& video);
// A sequence with markers: version 5 of Final Cut Pro 7's XML.
std::string ToFcp7Xml(const ExportedVideo& video);
// A project with a gap that has markers: FCPXML 1.9.
std::string ToFcpXml(const ExportedVideo& video);

}  // namespace lossy::notes
