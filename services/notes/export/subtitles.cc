#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "services/notes/export/export_formats.h"
#include "services/notes/export/export_text.h"

namespace lossy::notes {
namespace {

constexpr int kShownSeconds = 3;

// The milliseconds of a cue, counted from the start of the video.
struct CueTimes {
  std::int64_t begin = 0;
  std::int64_t end = 0;
};

CueTimes TimesOf(const ExportedNote& note, services::FrameRate rate) {
  const FrameRange frames = FramesOf(note, rate);
  const std::int64_t end =
      note.end_seconds ? frames.end : frames.begin + std::int64_t{kShownSeconds} * rate.nominal();
  return {.begin = rate.MillisecondsOf(frames.begin), .end = rate.MillisecondsOf(end)};
}

// SubRip has no escapes. Players read tags in angle brackets and in braces, and an arrow between
// two times.
std::string SrtText(absl::string_view text) {
  return absl::StrReplaceAll(OneLine(text),
                             {{"-->", "→"}, {"<", "‹"}, {">", "›"}, {"{", "("}, {"}", ")"}});
}

std::string VttText(absl::string_view text) {
  return absl::StrReplaceAll(OneLine(text), {{"&", "&amp;"}, {"<", "&lt;"}, {">", "&gt;"}});
}

std::string Cues(const ExportedVideo& video, char point, std::string (*escape)(absl::string_view)) {
  std::string cues;
  int number = 0;
  for (const ExportedNote& note : video.notes) {
    const CueTimes times = TimesOf(note, video.rate());
    // A cue without a text would end at the empty line in its place.
    const std::string text = escape(note.text);
    absl::StrAppend(&cues, ++number, "\n", ClockTime(times.begin, point), " --> ",
                    ClockTime(times.end, point), "\n", text.empty() ? "-" : text, "\n\n");
  }
  return cues;
}

}  // namespace

std::string ToSrt(const ExportedVideo& video) { return Cues(video, ',', &SrtText); }

std::string ToWebVtt(const ExportedVideo& video) {
  return absl::StrCat("WEBVTT\n\n", Cues(video, '.', &VttText));
}

}  // namespace lossy::notes
