#include <cstdint>
#include <cstdio>
#include <fstream>
#include <regex>
#include <sstream>
#include <string>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "gtest/gtest.h"
#include "services/notes/export/export_fixture.h"
#include "services/notes/export/export_formats.h"

namespace lossy::notes {
namespace {

using services::FrameRate;
using services::Timecode;

struct Format {
  const char* file;
  std::string (*write)(const ExportedVideo&);
};

constexpr Format kFormats[] = {
    {"notes.csv", &ToCsv},       {"notes.json", &ToJson},  {"notes.md", &ToMarkdown},
    {"notes.srt", &ToSrt},       {"notes.vtt", &ToWebVtt}, {"resolve.edl", &ToResolveEdl},
    {"avid.edl", &ToAvidEdl},    {"avid.xml", &ToAvidXml}, {"fcp7.xml", &ToFcp7Xml},
    {"notes.fcpxml", &ToFcpXml},
};

std::string Golden(const std::string& file) {
  std::ifstream stream("services/notes/export/testdata/" + file, std::ios::binary);
  std::stringstream text;
  text << stream.rdbuf();
  return text.str();
}

TEST(ExportTest, WritesTheGoldenFiles) {
  for (const Format& format : kFormats) {
    EXPECT_EQ(format.write(HostileVideo()), Golden(format.file)) << format.file;
  }
}

TEST(ExportTest, WritesAVideoWithoutNotesAndTitle) {
  for (const Format& format : kFormats) {
    const std::string text = format.write(ExportedVideo());
    EXPECT_EQ(text.empty(), absl::EndsWith(format.file, ".srt")) << format.file;
  }
  EXPECT_TRUE(absl::StrContains(ToFcp7Xml(ExportedVideo()), "<name>Untitled</name>"));
}

TEST(ExportTest, EndsALineOnlyWhereTheFormatDoes) {
  ExportedVideo calm = HostileVideo();
  calm.title = "calm";
  for (ExportedNote& note : calm.notes) note.text = "calm";
  const auto lines = [](const std::string& text) {
    std::size_t count = 0;
    for (const char c : text) count += c == '\n' || c == '\r' || c == '\v' || c == '\f';
    return count;
  };
  for (const Format& format : kFormats) {
    EXPECT_EQ(lines(format.write(HostileVideo())), lines(format.write(calm))) << format.file;
  }
}

TEST(ExportTest, ShowsANoteThatHasNoVisibleCharacter) {
  ExportedVideo video = HostileVideo();
  video.notes.resize(1);
  video.notes[0].text = "\u2028\n\t";
  EXPECT_EQ(ToSrt(video), "1\n00:00:00,000 --> 00:00:03,003\n-\n\n");
}

// A video at this rate that starts at 23:59:00:00, with notes at awkward frames.
ExportedVideo VideoAt(FrameRate rate) {
  ExportedVideo video;
  video.start = *Timecode::Parse(rate.drop_frame() ? "23:59:00;04" : "23:59:00:00", rate);
  const std::int64_t minute = std::int64_t{60} * rate.nominal();
  for (const std::int64_t frame :
       {std::int64_t{0}, std::int64_t{1}, minute - 2, minute - 1, minute, minute + 1, 10 * minute,
        60 * minute - 108, 60 * minute, 60 * minute + 1, 599 * minute + 7}) {
    ExportedNote& note = video.notes.emplace_back();
    note.text = "note";
    note.category = "visual";
    note.start_seconds =
        static_cast<double>(frame) * rate.denominator() / static_cast<double>(rate.numerator());
    note.end_seconds = note.start_seconds + 1.5;
  }
  return video;
}

std::vector<FrameRate> AllRates() {
  std::vector<FrameRate> rates;
  for (const int whole : {24, 25, 30, 48, 50, 60}) {
    rates.push_back(*FrameRate::Create(whole, 1, false));
  }
  for (const int ntsc : {24000, 30000, 48000, 60000}) {
    rates.push_back(*FrameRate::Create(ntsc, 1001, false));
  }
  for (const int drop : {30000, 60000}) rates.push_back(*FrameRate::Create(drop, 1001, true));
  return rates;
}

// Returns the first group of each match.
std::vector<std::string> Found(const std::string& text, const std::string& pattern) {
  const std::regex regex(pattern);
  std::vector<std::string> found;
  for (std::sregex_iterator match(text.begin(), text.end(), regex), end; match != end; ++match) {
    found.push_back((*match)[1]);
  }
  return found;
}

std::vector<std::int64_t> FramesOfNotes(const ExportedVideo& video) {
  std::vector<std::int64_t> frames;
  for (const ExportedNote& note : video.notes) frames.push_back(FramesOf(note, video.rate()).begin);
  return frames;
}

// Converts a timecode as a table of a day does: by counting.
std::int64_t FrameOfTimecode(const ExportedVideo& video, const std::string& text) {
  int hours = 0, minutes = 0, seconds = 0, frames = 0;
  EXPECT_EQ(std::sscanf(text.c_str(), "%d:%d:%d%*c%d", &hours, &minutes, &seconds, &frames), 4);
  const FrameRate rate = video.rate();
  const int dropped = !rate.drop_frame() ? 0 : rate.nominal() == 60 ? 4 : 2;
  std::int64_t frame = 0;
  for (int minute = 0; minute < 60 * hours + minutes; ++minute) {
    frame += 60 * rate.nominal() - (minute % 10 == 0 ? 0 : dropped);
  }
  frame += seconds * rate.nominal() + frames - (minutes % 10 == 0 ? 0 : dropped);
  const std::int64_t start = video.start.frames();
  const std::int64_t day = std::int64_t{24} * (3600 * rate.nominal() - 54 * dropped);
  return (frame - start + day) % day;
}

TEST(ExportTest, NamesTheFrameOfEachNoteAtEachRate) {
  struct Place {
    Format format;
    const char* timecode;  // The pattern of a note's timecode.
  };
  const Place places[] = {
      {kFormats[0], "\n([0-9:;]{11}),"},
      {kFormats[1], "\"timecode\": \"([0-9:;]{11})\""},
      {kFormats[2], "- `([0-9:;]{11})`"},
      {kFormats[5], "V     C        [0-9:;]{11} [0-9:;]{11} ([0-9:;]{11})"},
      {kFormats[6], "LOC: ([0-9:;]{11})"},
      {kFormats[7], "_ATN_CRM_TC</AvProp>\\s*<[^>]*>([0-9:;]{11})<"},
  };
  for (const FrameRate rate : AllRates()) {
    const ExportedVideo video = VideoAt(rate);
    for (const Place& place : places) {
      std::vector<std::int64_t> frames;
      for (const std::string& text : Found(place.format.write(video), place.timecode)) {
        frames.push_back(FrameOfTimecode(video, text));
      }
      EXPECT_EQ(frames, FramesOfNotes(video)) << place.format.file << " " << rate.ToString();
    }
  }
}

TEST(ExportTest, CountsFramesForPremiere) {
  for (const FrameRate rate : AllRates()) {
    const ExportedVideo video = VideoAt(rate);
    std::vector<std::int64_t> frames;
    for (const std::string& text : Found(ToFcp7Xml(video), "<in>(\\d+)</in>")) {
      frames.push_back(std::stoll(text));
    }
    EXPECT_EQ(frames, FramesOfNotes(video)) << rate.ToString();
  }
}

TEST(ExportTest, WritesTimesOfFinalCutOnTheBordersOfFrames) {
  for (const FrameRate rate : AllRates()) {
    const ExportedVideo video = VideoAt(rate);
    std::vector<std::int64_t> frames;
    for (const std::string& text : Found(
             ToFcpXml(video), "<marker start=\"(\\d+(?:/\\d+)?)s\" duration=\"\\d+(?:/\\d+)?s\"")) {
      const std::vector<std::string> parts = absl::StrSplit(text, '/');
      const std::int64_t divisor = parts.size() > 1 ? std::stoll(parts[1]) : 1;
      const std::int64_t product = std::stoll(parts[0]) * rate.numerator();
      ASSERT_EQ(product % (divisor * rate.denominator()), 0) << text;
      frames.push_back(product / (divisor * rate.denominator()));
    }
    EXPECT_EQ(frames, FramesOfNotes(video)) << rate.ToString();
  }
}

TEST(ExportTest, TimesSubtitlesWithinHalfAFrame) {
  for (const FrameRate rate : AllRates()) {
    const ExportedVideo video = VideoAt(rate);
    for (const Format& format : {kFormats[3], kFormats[4]}) {
      std::vector<std::int64_t> frames;
      for (const std::string& text :
           Found(format.write(video), "(\\d+:\\d\\d:\\d\\d[.,]\\d{3}) --> ")) {
        int hours = 0, minutes = 0, seconds = 0, millis = 0;
        std::sscanf(text.c_str(), "%d:%d:%d%*c%d", &hours, &minutes, &seconds, &millis);
        frames.push_back(rate.FrameAt(3600 * hours + 60 * minutes + seconds + millis / 1000.0));
      }
      EXPECT_EQ(frames, FramesOfNotes(video)) << format.file << " " << rate.ToString();
    }
  }
}

TEST(ExportTest, GivesARangeAtLeastOneFrame) {
  const FrameRate rate = *FrameRate::Create(24, 1, false);
  ExportedNote note;
  note.start_seconds = 10;
  EXPECT_EQ(FramesOf(note, rate).length(), 1);
  note.end_seconds = 10.001;
  EXPECT_EQ(FramesOf(note, rate).length(), 1);
  note.end_seconds = 11;
  EXPECT_EQ(FramesOf(note, rate).length(), 24);
}

}  // namespace
}  // namespace lossy::notes
