#pragma once

#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "services/agent/models/media/byte_source.h"

struct AVCodecParameters;
struct AVFormatContext;
struct AVPacket;

namespace lossy::agent {

// Takes the packets of the first audio track out of a recording. Reads nothing but the bytes it was
// given, whatever they name.
class Demuxer {
 public:
  // The bytes must outlive it.
  explicit Demuxer(absl::string_view audio) : source_(audio) {}
  ~Demuxer();
  Demuxer(const Demuxer&) = delete;
  Demuxer& operator=(const Demuxer&) = delete;

  // `name` is DemuxerFor's. INVALID_ARGUMENT: it cannot be read, or has no audio.
  absl::Status Open(const char* name);

  // Of the track. Only after Open.
  const AVCodecParameters& parameters() const;

  // The next packet of the track. False: there are no more.
  bool Next(AVPacket* packet);

 private:
  ByteSource source_;
  AVFormatContext* format_ = nullptr;
  int track_ = -1;
};

}  // namespace lossy::agent
