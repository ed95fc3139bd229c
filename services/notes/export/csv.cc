#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "services/notes/export/export_formats.h"
#include "services/notes/export/export_text.h"

namespace lossy::notes {
namespace {

// Returns a quoted cell. A spreadsheet calculates a cell that begins with one of these characters,
// even in quotes. An apostrophe prevents that (OWASP, "CSV Injection").
std::string Cell(absl::string_view text) {
  std::string cell = OneLine(text);
  const bool formula =
      !cell.empty() && absl::string_view("=+-@").find(cell[0]) != std::string::npos;
  return absl::StrCat("\"", formula ? "'" : "", absl::StrReplaceAll(cell, {{"\"", "\"\""}}), "\"");
}

}  // namespace

std::string ToCsv(const ExportedVideo& video) {
  std::string csv =
      "timecode,end_timecode,seconds,end_seconds,frame,end_frame,category,status,text,id,"
      "created\r\n";
  for (const ExportedNote& note : video.notes) {
    const FrameRange frames = FramesOf(note, video.rate());
    absl::StrAppend(&csv, TimecodeOf(video, frames.begin).ToString(), ",");
    if (note.end_seconds) absl::StrAppend(&csv, TimecodeOf(video, frames.end).ToString());
    absl::StrAppend(&csv, ",", DecimalSeconds(note.start_seconds), ",");
    if (note.end_seconds) absl::StrAppend(&csv, DecimalSeconds(*note.end_seconds));
    absl::StrAppend(&csv, ",", frames.begin, ",");
    if (note.end_seconds) absl::StrAppend(&csv, frames.end);
    for (absl::string_view text : {note.category, note.status, note.text, note.id, note.created}) {
      absl::StrAppend(&csv, ",", Cell(text));
    }
    absl::StrAppend(&csv, "\r\n");
  }
  return csv;
}

}  // namespace lossy::notes
