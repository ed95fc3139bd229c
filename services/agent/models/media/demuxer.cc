#include "services/agent/models/media/demuxer.h"

extern "C" {
#include <libavformat/avformat.h>
#include <libavutil/dict.h>
}

namespace lossy::agent {
namespace {

// A file may name other files. The demuxer opens none.
int RefuseToOpen(AVFormatContext*, AVIOContext**, const char*, int, AVDictionary**) {
  return AVERROR(EACCES);
}

absl::Status Unreadable() { return absl::InvalidArgumentError("cannot be read"); }

int FirstAudioTrack(const AVFormatContext& format) {
  for (unsigned i = 0; i < format.nb_streams; ++i) {
    if (format.streams[i]->codecpar->codec_type == AVMEDIA_TYPE_AUDIO) return static_cast<int>(i);
  }
  return -1;
}

}  // namespace

Demuxer::~Demuxer() { avformat_close_input(&format_); }

absl::Status Demuxer::Open(const char* name) {
  static constexpr int kMaxTracks = 16;
  format_ = avformat_alloc_context();
  if (format_ == nullptr || source_.context() == nullptr) return Unreadable();
  format_->pb = source_.context();
  format_->io_open = &RefuseToOpen;
  format_->max_streams = kMaxTracks;
  AVDictionary* options = nullptr;
  av_dict_set(&options, "protocol_whitelist", "none", 0);
  av_dict_set(&options, "format_whitelist", "matroska,ogg,wav,mov,mp3", 0);
  // On failure it frees the context.
  const int opened = avformat_open_input(&format_, nullptr, av_find_input_format(name), &options);
  av_dict_free(&options);
  if (opened < 0) return Unreadable();
  track_ = FirstAudioTrack(*format_);
  if (track_ < 0) return absl::InvalidArgumentError("has no audio track");
  for (unsigned i = 0; i < format_->nb_streams; ++i) {
    if (static_cast<int>(i) != track_) format_->streams[i]->discard = AVDISCARD_ALL;
  }
  return absl::OkStatus();
}

const AVCodecParameters& Demuxer::parameters() const { return *format_->streams[track_]->codecpar; }

bool Demuxer::Next(AVPacket* packet) {
  while (av_read_frame(format_, packet) >= 0) {
    if (packet->stream_index == track_) return true;
    av_packet_unref(packet);
  }
  return false;
}

}  // namespace lossy::agent
