#include "absl/strings/str_cat.h"
#include "base/text/json_string.h"
#include "services/notes/export/export_formats.h"
#include "services/notes/export/export_text.h"

namespace lossy::notes {
namespace {

void AppendString(absl::string_view key, absl::string_view text, std::string* json) {
  absl::StrAppend(json, "\"", key, "\": ");
  base::AppendJsonString(text, json);
}

void AppendVideo(const ExportedVideo& video, std::string* json) {
  const services::FrameRate rate = video.rate();
  for (const auto& [key, text] :
       {std::pair("id", video.id), std::pair("title", video.title), std::pair("url", video.url)}) {
    absl::StrAppend(json, "    ");
    AppendString(key, text, json);
    absl::StrAppend(json, ",\n");
  }
  absl::StrAppend(json, "    \"frame_rate\": {\"numerator\": ", rate.numerator(),
                  ", \"denominator\": ", rate.denominator(),
                  ", \"drop_frame\": ", rate.drop_frame() ? "true" : "false", "},\n    ");
  AppendString("start_timecode", video.start.ToString(), json);
  absl::StrAppend(json, ",\n    \"duration_seconds\": ",
                  video.duration_seconds ? DecimalSeconds(*video.duration_seconds) : "null", "\n");
}

void AppendNote(const ExportedVideo& video, const ExportedNote& note, std::string* json) {
  const FrameRange frames = FramesOf(note, video.rate());
  absl::StrAppend(json, "    {");
  AppendString("id", note.id, json);
  absl::StrAppend(json, ", ");
  AppendString("timecode", TimecodeOf(video, frames.begin).ToString(), json);
  absl::StrAppend(json, ", \"frame\": ", frames.begin,
                  ", \"seconds\": ", DecimalSeconds(note.start_seconds));
  if (note.end_seconds) {
    absl::StrAppend(json, ", ");
    AppendString("end_timecode", TimecodeOf(video, frames.end).ToString(), json);
    absl::StrAppend(json, ", \"end_frame\": ", frames.end,
                    ", \"end_seconds\": ", DecimalSeconds(*note.end_seconds));
  } else {
    absl::StrAppend(json, ", \"end_timecode\": null, \"end_frame\": null, \"end_seconds\": null");
  }
  for (const auto& [key, text] :
       {std::pair("category", note.category), std::pair("status", note.status),
        std::pair("text", note.text), std::pair("created", note.created)}) {
    absl::StrAppend(json, ", ");
    AppendString(key, text, json);
  }
  absl::StrAppend(json, "}");
}

}  // namespace

std::string ToJson(const ExportedVideo& video) {
  std::string json = "{\n  \"video\": {\n";
  AppendVideo(video, &json);
  absl::StrAppend(&json, "  },\n  \"notes\": [");
  absl::string_view separator = "\n";
  for (const ExportedNote& note : video.notes) {
    absl::StrAppend(&json, separator);
    AppendNote(video, note, &json);
    separator = ",\n";
  }
  absl::StrAppend(&json, "\n  ]\n}\n");
  return json;
}

}  // namespace lossy::notes
