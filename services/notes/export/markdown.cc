#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "services/notes/export/export_formats.h"
#include "services/notes/export/export_text.h"

namespace lossy::notes {
namespace {

// Returns the text in one line, with a backslash before each character that has a meaning within a
// line: emphasis, code, links, HTML, entities, tables, and the points that make a link of a name.
std::string MarkdownText(absl::string_view text) {
  constexpr absl::string_view kSpecial = "\\`*_[]<>&|~#.";
  std::string escaped;
  for (const char c : OneLine(text)) {
    if (kSpecial.find(c) != absl::string_view::npos) escaped.push_back('\\');
    escaped.push_back(c);
  }
  return escaped;
}

// Returns a link to the page. An autolink of CommonMark contains no space and no angle bracket.
std::string LinkTo(absl::string_view url) {
  const bool plain = url.find_first_of(" <>\t\r\n") == absl::string_view::npos &&
                     (absl::StartsWith(url, "https://") || absl::StartsWith(url, "http://")) &&
                     OneLine(url) == url;
  return plain ? absl::StrCat("<", url, ">") : MarkdownText(url);
}

}  // namespace

std::string ToMarkdown(const ExportedVideo& video) {
  std::string page = absl::StrCat("# ", MarkdownText(TitleOf(video.title)), "\n\n");
  if (!video.url.empty()) absl::StrAppend(&page, LinkTo(video.url), "\n\n");
  absl::StrAppend(&page, "Frames per second: ", video.rate().ToString(),
                  ". First frame: ", video.start.ToString(), ".\n\n");
  for (const ExportedNote& note : video.notes) {
    const FrameRange frames = FramesOf(note, video.rate());
    absl::StrAppend(&page, "- `", TimecodeOf(video, frames.begin).ToString(), "`");
    if (note.end_seconds) {
      absl::StrAppend(&page, " to `", TimecodeOf(video, frames.end).ToString(), "`");
    }
    absl::StrAppend(&page, " **", MarkdownText(note.category), "** ", MarkdownText(note.text),
                    "\n");
  }
  return page;
}

}  // namespace lossy::notes
