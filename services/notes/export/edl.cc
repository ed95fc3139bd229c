#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "absl/strings/str_replace.h"
#include "services/notes/export/export_formats.h"
#include "services/notes/export/export_text.h"
#include "services/notes/export/marker_color.h"

namespace lossy::notes {
namespace {

constexpr std::size_t kMaxTitleBytes = 70;
constexpr std::size_t kMaxTextBytes = 240;

// Returns the text in one line. Resolve ends a field at a vertical bar.
std::string EdlText(absl::string_view text, std::size_t bytes) {
  return absl::StrReplaceAll(OneLine(text, bytes), {{"|", "/"}});
}

std::string Header(const ExportedVideo& video) {
  return absl::StrCat("TITLE: ", EdlText(TitleOf(video.title), kMaxTitleBytes),
                      "\r\nFCM: ", video.rate().drop_frame() ? "DROP FRAME" : "NON-DROP FRAME",
                      "\r\n\r\n");
}

// Returns the line of an event from frame `begin` and before `end`. The source has the timecode of
// the record.
std::string Event(const ExportedVideo& video, int number, std::int64_t begin, std::int64_t end) {
  const std::string in = TimecodeOf(video, begin).ToString();
  const std::string out = TimecodeOf(video, end).ToString();
  return absl::StrFormat("%03d  001      V     C        %s %s %s %s\r\n", number, in, out, in, out);
}

}  // namespace

std::string ToResolveEdl(const ExportedVideo& video) {
  std::string edl = Header(video);
  int number = 0;
  for (const ExportedNote& note : video.notes) {
    const FrameRange frames = FramesOf(note, video.rate());
    // Resolve writes events of one frame, and the marker's length in |D:.
    absl::StrAppend(&edl, Event(video, ++number, frames.begin, frames.begin + 1),
                    " |C:ResolveColor", ColorOf(note.category).resolve,
                    " |M:", EdlText(note.text, kMaxTextBytes), " |D:", frames.length(), "\r\n\r\n");
  }
  return edl;
}

std::string ToAvidEdl(const ExportedVideo& video) {
  std::string edl = Header(video);
  int number = 0;
  for (const ExportedNote& note : video.notes) {
    const FrameRange frames = FramesOf(note, video.rate());
    absl::StrAppend(&edl, Event(video, ++number, frames.begin, frames.end),
                    "* LOC: ", TimecodeOf(video, frames.begin).ToString(),
                    absl::StrFormat(" %-7s ", ColorOf(note.category).avid_edl),
                    EdlText(note.text, kMaxTextBytes), "\r\n");
  }
  return edl;
}

}  // namespace lossy::notes
