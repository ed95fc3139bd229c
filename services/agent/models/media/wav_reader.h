#pragma once

#include "services/agent/models/media/stream_reader.h"

namespace lossy::agent {

// Reads WAV. The header reaches to the first sample, and all later bytes are samples, whatever
// sizes the header states. A part has at most 20 ms of samples. Their length comes from the fields
// that a decoder uses, within the limits of recorders, so that a client cannot claim a second for
// each byte. Not thread-safe.
class WavReader : public StreamReader {
 public:
  absl::optional<StreamPart> Read(absl::string_view bytes) override;

 private:
  absl::optional<StreamPart> ReadHeader(absl::string_view bytes);
  void ReadFormat(absl::string_view format);

  bool has_header_ = false;
  std::size_t sample_bytes_ = 2;  // The bytes of one sample of all channels.
  double bytes_per_second_ = 32'000;
};

}  // namespace lossy::agent
