#include "services/agent/models/media/division.h"

#include <algorithm>
#include <vector>

#include "absl/strings/str_cat.h"
#include "services/agent/models/media/pauses.h"
#include "services/agent/models/media/recorded_stream.h"

namespace lossy::agent {
namespace {

using Unit = RecordedStream::Unit;

// A part up to this length is not divided, because a pause is longer.
constexpr double kShortPart = 0.13;
constexpr double kRounding = 0.25;
// Sums of lengths are not exact.
constexpr double kTick = 1e-3;

// A place in a recording: in front of a unit, or `into` seconds after its beginning.
struct DivisionPoint {
  std::size_t unit = 0;
  double into = 0;
};

// A recording, and the parts with sound in it.
class Parts {
 public:
  Parts(absl::string_view recording, double raw_rate) : recording_(recording), stream_(raw_rate) {
    stream_.Take(recording);
  }

  const RecordedStream& stream() const { return stream_; }
  std::size_t size() const { return stream_.units().size(); }
  const Unit& operator[](std::size_t i) const { return stream_.units()[i]; }
  double begins(std::size_t i) const {
    return i < size() ? (*this)[i].starts_at : stream_.seconds();
  }
  std::size_t at(std::size_t i) const { return i < size() ? (*this)[i].at : recording_.size(); }
  double length(std::size_t i) const { return std::max(0.0, begins(i + 1) - begins(i)); }

  // The length of a part's sound after decoding, in which a gap before the next part is left out. A
  // small difference is a recorder's rounding.
  double decoded_length(std::size_t i) const {
    const double stated = (*this)[i].seconds;
    return stated > 0 && length(i) > stated + kRounding ? stated : length(i);
  }

  // The last place that keeps both limits.
  DivisionPoint Limit(const RecordingLimits& limits) const {
    std::size_t i = 0;
    while (i < size() && begins(i + 1) <= limits.max_seconds + kTick &&
           at(i + 1) <= static_cast<std::size_t>(limits.max_bytes)) {
      ++i;
    }
    const bool by_time = i < size() && at(i + 1) <= static_cast<std::size_t>(limits.max_bytes);
    return {i, by_time ? std::max(0.0, limits.max_seconds - begins(i)) : 0};
  }

  double time(const DivisionPoint& place) const { return begins(place.unit) + place.into; }

  // The parts from `from` up to `to`, as a recording of their own.
  std::string Section(std::size_t from, std::size_t to) const {
    return absl::StrCat(stream_.header(), stream_.Opening(stream_.units()[from].position),
                        recording_.substr(at(from), at(to) - at(from)));
  }

  absl::optional<Division> DivideAt(const DivisionPoint& place) const;

 private:
  absl::optional<Division> DivideInFrontOf(std::size_t unit) const;

  const absl::string_view recording_;
  RecordedStream stream_;
};

absl::optional<Division> Parts::DivideAt(const DivisionPoint& place) const {
  const std::size_t i = place.unit;
  if (i >= size()) return absl::nullopt;
  if (place.into > 0 && length(i) > kShortPart) {
    const auto halves =
        stream_.reader().Divide(recording_.substr(at(i), at(i + 1) - at(i)), place.into);
    if (halves) {
      return Division{.first = absl::StrCat(recording_.substr(0, at(i)), halves->first),
                      .first_seconds = time(place),
                      .rest = absl::StrCat(stream_.Opening((*this)[i].position), halves->second,
                                           recording_.substr(at(i + 1)))};
    }
  }
  const bool later = place.into > length(i) / 2 && length(i) <= kShortPart;
  return DivideInFrontOf(later ? i + 1 : i);
}

absl::optional<Division> Parts::DivideInFrontOf(std::size_t i) const {
  if (i == 0 || i >= size()) return absl::nullopt;
  return Division{
      .first = std::string(recording_.substr(0, at(i))),
      .first_seconds = begins(i),
      .rest = absl::StrCat(stream_.Opening((*this)[i].position), recording_.substr(at(i)))};
}

// The pause in front of `limit`. Nullopt: there is none.
absl::optional<DivisionPoint> PauseBefore(const Parts& parts, const DivisionPoint& limit,
                                          const RecordingLimits& limits, SoundDecoder& decoder,
                                          absl::Time deadline) {
  const double end = parts.time(limit);
  const double begin = std::max(end / 2, end - limits.pause_within_seconds);
  std::size_t from = 0;
  while (from + 1 < parts.size() && parts.begins(from + 1) <= begin) ++from;
  const std::size_t to = std::min(parts.size(), limit.into > 0 ? limit.unit + 1 : limit.unit);
  if (from >= to) return absl::nullopt;
  absl::StatusOr<Samples> samples = decoder.Decode(parts.Section(from, to), deadline);
  if (!samples.ok()) return absl::nullopt;
  double decoded = limit.into;
  for (std::size_t i = from; i < limit.unit; ++i) decoded += parts.decoded_length(i);
  const auto skipped = static_cast<std::size_t>(
      std::clamp(begin - parts.begins(from), 0.0, parts.length(from)) * kSampleRate);
  const auto whole = std::min(samples->size(), static_cast<std::size_t>(decoded * kSampleRate));
  if (skipped >= whole) return absl::nullopt;
  const absl::optional<double> pause =
      FindPause(absl::MakeConstSpan(*samples).subspan(skipped, whole - skipped));
  if (!pause) return absl::nullopt;
  double left = *pause + static_cast<double>(skipped) / kSampleRate;
  std::size_t i = from;
  for (; i < limit.unit && left >= parts.decoded_length(i); ++i) left -= parts.decoded_length(i);
  return DivisionPoint{i, left};
}

}  // namespace

absl::optional<Division> DivideRecording(absl::string_view recording, const RecordingLimits& limits,
                                         double raw_rate, SoundDecoder* decoder,
                                         absl::Time deadline) {
  const Parts parts(recording, raw_rate);
  const DivisionPoint limit = parts.Limit(limits);
  if (parts.size() == 0) return absl::nullopt;
  absl::optional<Division> division;
  if (decoder != nullptr) {
    const absl::optional<DivisionPoint> pause =
        PauseBefore(parts, limit, limits, *decoder, deadline);
    if (pause) division = parts.DivideAt(*pause);
  }
  return division ? division : parts.DivideAt(limit);
}

}  // namespace lossy::agent
