#include <cstddef>
#include <cstdint>
#include <string>

#include "absl/strings/string_view.h"
#include "base/testing/fuzzing.h"
#include "base/utf8/valid_utf8.h"
#include "services/notes/export/export_formats.h"
#include "services/shared/timecode/timecode.h"

namespace {

using lossy::base::Require;
using lossy::notes::ExportedVideo;
using lossy::services::Timecode;

constexpr std::size_t kMaxTextBytes = 10'000;

// Returns a video with two notes, which have this text.
ExportedVideo VideoWith(const std::string& text) {
  ExportedVideo video;
  video.title = text;
  video.notes.resize(2);
  for (auto& note : video.notes) {
    note.text = text;
    note.category = "visual";
  }
  return video;
}

std::size_t CountOf(absl::string_view wanted, absl::string_view text) {
  std::size_t count = 0;
  for (std::size_t at = text.find(wanted); at != absl::string_view::npos;
       at = text.find(wanted, at + wanted.size())) {
    ++count;
  }
  return count;
}

// A format, and the marks that give its files their structure.
struct Format {
  std::string (*write)(const ExportedVideo&);
  absl::string_view marks[4];
};

constexpr Format kFormats[] = {
    {&lossy::notes::ToCsv, {"\n", "\r"}},
    {&lossy::notes::ToJson, {"\n", "\r"}},
    {&lossy::notes::ToMarkdown, {"\n", "\r"}},
    {&lossy::notes::ToSrt, {"\n", "\r", "-->", "<"}},
    {&lossy::notes::ToWebVtt, {"\n", "\r", "-->", "<"}},
    {&lossy::notes::ToResolveEdl, {"\n", "\r", "|"}},
    {&lossy::notes::ToAvidEdl, {"\n", "\r"}},
    {&lossy::notes::ToAvidXml, {"\n", "<", ">", "\""}},
    {&lossy::notes::ToFcp7Xml, {"\n", "<", ">", "\""}},
    {&lossy::notes::ToFcpXml, {"\n", "<", ">", "\""}},
};

// Exports the text and checks that each file has the structure of one with a harmless text.
void ExportText(const std::string& text) {
  const ExportedVideo video = VideoWith(text);
  const ExportedVideo harmless = VideoWith("x");
  for (const Format& format : kFormats) {
    const std::string file = format.write(video);
    const std::string other = format.write(harmless);
    for (const absl::string_view mark : format.marks) {
      Require(mark.empty() || CountOf(mark, file) == CountOf(mark, other),
              "a text does not change the structure of a file");
    }
  }
  Require(CountOf("\"", lossy::notes::ToCsv(video)) % 2 == 0, "each cell ends");
}

void ParseTimecode(absl::string_view text) {
  for (const bool drop_frame : {false, true}) {
    const auto rate = lossy::services::FrameRate::Create(30'000, 1001, drop_frame);
    const auto timecode = Timecode::Parse(text, *rate);
    Require(!timecode || Timecode::Parse(timecode->ToString(), *rate) == timecode,
            "a timecode is the label of its frame");
  }
}

}  // namespace

// Exports the input as the text of notes and as the title of the video, and parses it as a
// timecode.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const absl::string_view input(reinterpret_cast<const char*>(data), size);
  ExportText(lossy::base::ValidUtf8(input, kMaxTextBytes));
  ParseTimecode(input);
  return 0;
}
