#include "services/agent/models/media/resampler.h"

extern "C" {
#include <libavutil/channel_layout.h>
#include <libavutil/frame.h>
#include <libswresample/swresample.h>
}

namespace lossy::agent {
namespace {

absl::Status Unusual() {
  return absl::InvalidArgumentError("has a rate or channels that we do not take");
}

// Only the number of channels counts. Their layout does not matter for a sound with one channel.
SwrContext* NewContext(const AVFrame& frame) {
  AVChannelLayout in, out;
  av_channel_layout_default(&in, frame.ch_layout.nb_channels);
  av_channel_layout_default(&out, 1);
  SwrContext* context = nullptr;
  swr_alloc_set_opts2(&context, &out, AV_SAMPLE_FMT_S16, kSampleRate, &in,
                      static_cast<AVSampleFormat>(frame.format), frame.sample_rate, 0, nullptr);
  return context;
}

}  // namespace

Resampler::~Resampler() { swr_free(&context_); }

absl::Status Resampler::Add(const AVFrame& frame) {
  if (!Suits(frame)) {
    absl::Status status = Flush();
    if (status.ok()) status = Configure(frame);
    if (!status.ok()) return status;
  }
  return Convert(&frame);
}

absl::Status Resampler::Flush() {
  return context_ == nullptr ? absl::OkStatus() : Convert(nullptr);
}

bool Resampler::Suits(const AVFrame& frame) const {
  return context_ != nullptr && rate_ == frame.sample_rate && format_ == frame.format &&
         channels_ == frame.ch_layout.nb_channels;
}

absl::Status Resampler::Configure(const AVFrame& frame) {
  static constexpr int kLeastRate = 4'000, kMostRate = 192'000, kMostChannels = 8;
  if (frame.sample_rate < kLeastRate || frame.sample_rate > kMostRate ||
      frame.ch_layout.nb_channels < 1 || frame.ch_layout.nb_channels > kMostChannels) {
    return Unusual();
  }
  swr_free(&context_);
  context_ = NewContext(frame);
  if (context_ == nullptr || swr_init(context_) < 0) return Unusual();
  rate_ = frame.sample_rate;
  channels_ = frame.ch_layout.nb_channels;
  format_ = frame.format;
  return absl::OkStatus();
}

absl::Status Resampler::Convert(const AVFrame* frame) {
  const int in = frame == nullptr ? 0 : frame->nb_samples;
  const int room = swr_get_out_samples(context_, in);
  if (room < 0) return Unusual();
  const std::size_t before = samples_.size();
  samples_.resize(before + static_cast<std::size_t>(room));
  auto* out = reinterpret_cast<std::uint8_t*>(samples_.data() + before);
  auto** planes =
      frame == nullptr ? nullptr : const_cast<const std::uint8_t**>(frame->extended_data);
  const int made = swr_convert(context_, &out, room, planes, in);
  samples_.resize(before + static_cast<std::size_t>(made < 0 ? 0 : made));
  return made < 0 ? Unusual() : absl::OkStatus();
}

}  // namespace lossy::agent
