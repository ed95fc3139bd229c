#include "absl/strings/str_cat.h"
#include "services/notes/export/export_formats.h"
#include "services/notes/export/export_text.h"

namespace lossy::notes {
namespace {

std::string RateElement(services::FrameRate rate) {
  return absl::StrCat("<rate><timebase>", rate.nominal(), "</timebase><ntsc>",
                      rate.ntsc() ? "TRUE" : "FALSE", "</ntsc></rate>");
}

// The video's size is unknown, so the sequence has the most common one.
void AppendSequenceStart(const ExportedVideo& video, std::string* xml) {
  const std::string rate = RateElement(video.rate());
  absl::StrAppend(xml, "  <sequence>\n    <name>", XmlText(TitleOf(video.title)),
                  "</name>\n    <duration>", FrameCount(video), "</duration>\n    ", rate,
                  "\n    <timecode>\n      ", rate, "\n      <string>", video.start.ToString(),
                  "</string>\n      <frame>", video.start.frames(),
                  "</frame>\n      <displayformat>", video.rate().drop_frame() ? "DF" : "NDF",
                  "</displayformat>\n    </timecode>\n"
                  "    <media>\n      <video>\n        <format>\n"
                  "          <samplecharacteristics>\n            ",
                  rate,
                  "\n            <width>1920</width>\n            <height>1080</height>\n"
                  "          </samplecharacteristics>\n        </format>\n        <track/>\n"
                  "      </video>\n    </media>\n");
}

}  // namespace

std::string ToFcp7Xml(const ExportedVideo& video) {
  std::string xml =
      "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<!DOCTYPE xmeml>\n<xmeml version=\"5\">\n";
  AppendSequenceStart(video, &xml);
  for (const ExportedNote& note : video.notes) {
    const FrameRange frames = FramesOf(note, video.rate());
    // A marker without a range has the end -1.
    absl::StrAppend(&xml, "    <marker>\n      <name>", XmlText(note.category),
                    "</name>\n      <comment>", XmlText(note.text), "</comment>\n      <in>",
                    frames.begin, "</in>\n      <out>", note.end_seconds ? frames.end : -1,
                    "</out>\n    </marker>\n");
  }
  absl::StrAppend(&xml, "  </sequence>\n</xmeml>\n");
  return xml;
}

}  // namespace lossy::notes
