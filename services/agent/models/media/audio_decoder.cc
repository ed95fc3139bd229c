#include "services/agent/models/media/audio_decoder.h"

#include <memory>
#include <string>

#include "absl/strings/str_cat.h"
#include "services/agent/models/media/container.h"
#include "services/agent/models/media/demuxer.h"
#include "services/agent/models/media/resampler.h"
#include "services/agent/models/media/webm_repair.h"

extern "C" {
#include <libavcodec/avcodec.h>
#include <libavutil/log.h>
#include <libavutil/mem.h>
}

namespace lossy::agent {
namespace {

// The limit of one allocation of libav. A recording is smaller, and a packet much smaller.
constexpr std::size_t kMaxAllocation = 32 << 20;

struct Delete {
  void operator()(AVCodecContext* codec) const { avcodec_free_context(&codec); }
  void operator()(AVPacket* packet) const { av_packet_free(&packet); }
  void operator()(AVFrame* frame) const { av_frame_free(&frame); }
};

// Also the error of a recording whose stated sizes need more memory than kMaxAllocation.
absl::Status Undecodable() { return absl::InvalidArgumentError("cannot be decoded"); }

bool IsTaken(AVCodecID id) {
  switch (id) {
    case AV_CODEC_ID_OPUS:
    case AV_CODEC_ID_AAC:
    case AV_CODEC_ID_MP3:
    case AV_CODEC_ID_PCM_U8:
    case AV_CODEC_ID_PCM_S16LE:
    case AV_CODEC_ID_PCM_S24LE:
    case AV_CODEC_ID_PCM_S32LE:
    case AV_CODEC_ID_PCM_F32LE:
      return true;
    default:
      return false;
  }
}

// Decodes packets to sound.
class Decoder {
 public:
  Decoder(Samples& samples, std::size_t max_samples)
      : samples_(samples), max_samples_(max_samples), resampler_(samples) {}

  absl::Status Open(const AVCodecParameters& parameters);

  // Skips a packet that cannot be decoded. Nullptr: there are no more packets.
  absl::Status Add(const AVPacket* packet);

 private:
  absl::Status TakeFrames();

  Samples& samples_;
  const std::size_t max_samples_;
  Resampler resampler_;
  std::unique_ptr<AVCodecContext, Delete> codec_;
  std::unique_ptr<AVFrame, Delete> frame_{av_frame_alloc()};
};

absl::Status Decoder::Open(const AVCodecParameters& parameters) {
  if (!IsTaken(parameters.codec_id))
    return absl::InvalidArgumentError("has a codec we do not take");
  const AVCodec* codec = avcodec_find_decoder(parameters.codec_id);
  codec_.reset(avcodec_alloc_context3(codec));
  if (codec_ == nullptr || frame_ == nullptr) return Undecodable();
  codec_->thread_count = 1;
  if (avcodec_parameters_to_context(codec_.get(), &parameters) < 0) return Undecodable();
  return avcodec_open2(codec_.get(), codec, nullptr) < 0 ? Undecodable() : absl::OkStatus();
}

absl::Status Decoder::Add(const AVPacket* packet) {
  avcodec_send_packet(codec_.get(), packet);
  absl::Status status = TakeFrames();
  if (status.ok() && packet == nullptr) status = resampler_.Flush();
  if (status.ok() && samples_.size() > max_samples_) {
    return absl::InvalidArgumentError(
        absl::StrCat("is longer than ", max_samples_ / kSampleRate, " seconds"));
  }
  return status;
}

absl::Status Decoder::TakeFrames() {
  while (avcodec_receive_frame(codec_.get(), frame_.get()) >= 0) {
    const absl::Status status = resampler_.Add(*frame_);
    if (!status.ok()) return status;
  }
  return absl::OkStatus();
}

// Decodes all packets of an open recording.
absl::Status AddAll(Demuxer& demuxer, Decoder& decoder) {
  const std::unique_ptr<AVPacket, Delete> packet(av_packet_alloc());
  if (packet == nullptr) return Undecodable();
  while (demuxer.Next(packet.get())) {
    const absl::Status status = decoder.Add(packet.get());
    av_packet_unref(packet.get());
    if (!status.ok()) return status;
  }
  return decoder.Add(nullptr);
}

absl::StatusOr<Samples> Decode(absl::string_view audio, const char* name, double max_seconds) {
  Samples samples;
  Demuxer demuxer(audio);
  absl::Status status = demuxer.Open(name);
  if (!status.ok()) return status;
  Decoder decoder(samples, static_cast<std::size_t>(max_seconds * kSampleRate));
  status = decoder.Open(demuxer.parameters());
  if (status.ok()) status = AddAll(demuxer, decoder);
  if (!status.ok()) return status;
  if (samples.empty()) return absl::InvalidArgumentError("has no sound in it");
  return samples;
}

}  // namespace

absl::StatusOr<Samples> DecodeAudio(absl::string_view audio, double max_seconds) {
  av_log_set_level(AV_LOG_QUIET);
  av_max_alloc(kMaxAllocation);
  const absl::optional<std::string> mended = RepairWebm(audio);
  const absl::string_view whole = mended ? *mended : audio;
  const char* name = DemuxerFor(whole);
  if (name == nullptr) return absl::InvalidArgumentError("is of no kind that we take");
  return Decode(whole, name, max_seconds);
}

}  // namespace lossy::agent
