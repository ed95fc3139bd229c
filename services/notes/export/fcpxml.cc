#include "absl/strings/str_cat.h"
#include "services/notes/export/export_formats.h"
#include "services/notes/export/export_text.h"

namespace lossy::notes {
namespace {

// Returns the duration of `frames` frames as FCPXML writes times: whole seconds, or a fraction.
std::string FrameTime(std::int64_t frames, services::FrameRate rate) {
  const std::int64_t numerator = frames * rate.denominator();
  if (numerator % rate.numerator() == 0) return absl::StrCat(numerator / rate.numerator(), "s");
  return absl::StrCat(numerator, "/", rate.numerator(), "s");
}

}  // namespace

std::string ToFcpXml(const ExportedVideo& video) {
  const services::FrameRate rate = video.rate();
  const std::string title = XmlText(TitleOf(video.title));
  const std::string start = FrameTime(video.start.frames(), rate);
  const std::string duration = FrameTime(FrameCount(video), rate);
  std::string xml = absl::StrCat(
      "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<!DOCTYPE fcpxml>\n<fcpxml version=\"1.9\">\n"
      "  <resources>\n    <format id=\"r1\" frameDuration=\"",
      FrameTime(1, rate),
      "\" width=\"1920\" height=\"1080\"/>\n  </resources>\n"
      "  <event name=\"Lossy\">\n    <project name=\"",
      title, "\">\n      <sequence format=\"r1\" duration=\"", duration, "\" tcStart=\"", start,
      "\" tcFormat=\"", rate.drop_frame() ? "DF" : "NDF",
      "\">\n        <spine>\n          <gap name=\"", title, "\" offset=\"", start,
      "\" start=\"0s\" duration=\"", duration, "\">\n");
  for (const ExportedNote& note : video.notes) {
    const FrameRange frames = FramesOf(note, rate);
    absl::StrAppend(&xml, "            <marker start=\"", FrameTime(frames.begin, rate),
                    "\" duration=\"", FrameTime(frames.length(), rate), "\" value=\"",
                    XmlText(note.text), "\" note=\"", XmlText(note.category), "\"/>\n");
  }
  absl::StrAppend(&xml,
                  "          </gap>\n        </spine>\n      </sequence>\n    </project>\n"
                  "  </event>\n</fcpxml>\n");
  return xml;
}

}  // namespace lossy::notes
