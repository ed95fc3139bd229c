#pragma once

#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "services/agent/models/media/byte_source.h"

struct AVCodecParameters;
struct AVFormatContext;
struct AVPacket;

namespace lossy::agent {

// Reads the packets of the first audio track of a recording. It reads only the given bytes, even if
// they name files or URLs. One thread at a time.
class Demuxer {
 public:
  // The bytes must outlive this object.
  explicit Demuxer(absl::string_view audio) : source_(audio) {}
  ~Demuxer();
  Demuxer(const Demuxer&) = delete;
  Demuxer& operator=(const Demuxer&) = delete;

  // `name` is a result of DemuxerFor. INVALID_ARGUMENT: the recording cannot be read, or has no
  // audio.
  absl::Status Open(const char* name);

  // The parameters of the track. Call only after Open.
  const AVCodecParameters& parameters() const;

  // Reads the next packet of the track. False: there is none.
  bool Next(AVPacket* packet);

 private:
  ByteSource source_;
  AVFormatContext* format_ = nullptr;
  int track_ = -1;
};

}  // namespace lossy::agent
