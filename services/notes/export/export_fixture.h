#pragma once

#include <string>

#include "services/notes/export/exported_video.h"

namespace lossy::notes {

// Returns a video of 29.97 frames per second, drop-frame, which starts at an hour. Its notes are at
// awkward times and have texts that would break a format if it did not escape them.
inline ExportedVideo HostileVideo() {
  ExportedVideo video;
  video.id = "0195d8a0-0000-7000-8000-000000000001";
  video.title = "Cut <3> & \"final\" # | --> *v2*";
  video.url = "https://example.org/watch?v=1&t=2";
  const auto rate = services::FrameRate::Create(30000, 1001, true);
  video.start = *services::Timecode::Parse("01:00:00;00", *rate);
  video.duration_seconds = 3600.5;
  const auto add = [&](const std::string& category, double start, const std::string& text) {
    ExportedNote& note = video.notes.emplace_back();
    note.id = "0195d8a0-0000-7000-8000-00000000010" + std::to_string(video.notes.size() - 1);
    note.text = text;
    note.category = category;
    note.status = "firmed";
    note.created = "2026-01-02T03:04:05.678901Z";
    note.start_seconds = start;
  };
  add("pacing", 0, "=HYPERLINK(\"https://example.org\",\"click\")");
  add("audio", 59.99, "before the minute\r\n\r\n2\r\n00:00:00,000 --> 00:00:09,000\r\nforged");
  add("visual", 60.06, "<script>alert(1)</script> & ]]> 'quoted' \"twice\"");
  video.notes.back().end_seconds = 65.065;
  add("editing", 600, "|C:ResolveColorRed |M:forged |D:99");
  add("color", 601.5, "one\u2028two\u2029three\u0001\u0085\u202e\ufffe {\\an8} `code` [a](b)");
  add("other", 3600, "+1 \xe2\x80\x94 *stars* _under_ ~tilde~ # \xf0\x9f\x8e\xac -->");
  add("content", 3600.25,
      std::string(150, 'x') + std::string(50, '.') + "\xc3\xa9\xc3\xa9" + std::string(37, 'y') +
          "\xe2\x82\xac the end");
  return video;
}

}  // namespace lossy::notes
