#pragma once

#include "services/agent/models/media/stream_reader.h"

namespace lossy::agent {

// Reads OGG with Opus or Vorbis page by page. The first stream of such a codec is the sound; pages
// of other streams count as pictures. Pages without a time before the first sound are the header.
// If the stream has no header, all pages count as Opus. Not thread-safe.
class OggReader : public StreamReader {
 public:
  absl::optional<StreamPart> Read(absl::string_view bytes) override;
  // Divides a page between two packets into two pages with the same sequence number. The first page
  // has the time of its end.
  absl::optional<Halves> Divide(absl::string_view part, double seconds) const override;

 private:
  StreamPart ReadPage(absl::string_view page) const;
  void ReadFirstPage(absl::string_view page);
  StreamPart SkipBroken(absl::string_view bytes);

  bool has_stream_ = false;
  bool is_opus_ = true;
  std::uint64_t serial_ = 0;
  double rate_ = 48'000;  // A page's position counts this many units for each second.
};

}  // namespace lossy::agent
