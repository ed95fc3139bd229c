#pragma once

#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "services/agent/models/media/byte_source.h"

struct AVCodecParameters;
struct AVFormatContext;
struct AVPacket;

namespace lossy::agent {

// Reads the packets of the first audio track of a recording. It reads only the given bytes, even if
// they contain names of files or URLs. Not thread-safe.
class Demuxer {
 public:
  // The bytes must outlive this object.
  explicit Demuxer(absl::string_view audio) : source_(audio) {}
  ~Demuxer();
  Demuxer(const Demuxer&) = delete;
  Demuxer& operator=(const Demuxer&) = delete;

  // Opens the recording with the demuxer `name`, a result of DemuxerFor. Returns INVALID_ARGUMENT
  // if the recording cannot be read, or has no audio.
  absl::Status Open(const char* name);

  // The parameters of the track. Call only after Open.
  const AVCodecParameters& parameters() const;

  // Reads the next packet of the track. Returns false after the last one.
  bool Next(AVPacket* packet);

 private:
  ByteSource source_;
  AVFormatContext* format_ = nullptr;
  int track_ = -1;
};

}  // namespace lossy::agent
