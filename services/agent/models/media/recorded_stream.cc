#include "services/agent/models/media/recorded_stream.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <utility>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_split.h"

namespace lossy::agent {
namespace {

using Kind = StreamPart::Kind;

// Bytes per second of a stream with a broken structure. For WebM and OGG it is the lowest rate of
// browsers, so that an estimated minute stays below the two minutes of a recogniser; for MP4 it is
// the rate of AAC.
constexpr double kLeastOpusRate = 3'500;
constexpr double kAacRate = 16'000;

// The saved form has a line of whole numbers and behind it the pending bytes.
enum Number : std::size_t {
  kVersion,
  kRecordedBytes,
  kKind,
  kHeaderEnds,
  kSkip,
  kSkipIsPicture,
  kPosition,
  kClockStarted,
  kClockNext,  // Microseconds, as the next two.
  kClockSound,
  kClockTime,
  kPendingStored,
  kNumbers
};
constexpr std::int64_t kCurrentVersion = 1;
using Numbers = std::array<std::int64_t, kNumbers>;

std::int64_t Micros(double seconds) {
  constexpr double kMost = 1e12;  // A claimed time may be any.
  return std::llround(std::clamp(seconds, -kMost, kMost) * 1e6);
}
double Seconds(std::int64_t micros) { return static_cast<double>(micros) / 1e6; }

absl::optional<Numbers> ReadNumbers(absl::string_view line) {
  const std::vector<absl::string_view> words = absl::StrSplit(line, ' ');
  Numbers numbers{};
  if (words.size() != numbers.size()) return absl::nullopt;
  for (std::size_t i = 0; i < numbers.size(); ++i) {
    if (!absl::SimpleAtoi(words[i], &numbers[i])) return absl::nullopt;
  }
  const bool is_known = numbers[kVersion] == kCurrentVersion && numbers[kKind] >= 0 &&
                        numbers[kKind] <= static_cast<int>(StreamKind::kMp3) && numbers[kSkip] >= 0;
  return is_known ? absl::make_optional(numbers) : absl::nullopt;
}

}  // namespace

std::string RecordedStream::Save(std::int64_t recorded_bytes) const {
  const SoundClock::State clock = clock_.state();
  Numbers numbers{};
  numbers[kVersion] = kCurrentVersion;
  numbers[kRecordedBytes] = recorded_bytes;
  numbers[kKind] = static_cast<int>(kind_);
  numbers[kHeaderEnds] = header_ends_;
  numbers[kSkip] = static_cast<std::int64_t>(skip_);
  numbers[kSkipIsPicture] = skip_is_picture_;
  numbers[kPosition] = reader_->position();
  numbers[kClockStarted] = clock.started;
  numbers[kClockNext] = Micros(clock.next);
  numbers[kClockSound] = Micros(clock.sound);
  numbers[kClockTime] = Micros(clock.time);
  numbers[kPendingStored] = static_cast<std::int64_t>(pending_stored_);
  return absl::StrCat(absl::StrJoin(numbers, " "), "\n", pending_);
}

RecordedStream RecordedStream::Restore(double raw_rate, absl::string_view saved, std::string header,
                                       std::int64_t recorded_bytes, double recorded_seconds) {
  RecordedStream stream(raw_rate);
  const std::size_t line = std::min(saved.find('\n'), saved.size());
  const absl::optional<Numbers> numbers = ReadNumbers(saved.substr(0, line));
  const bool is_current = numbers && (*numbers)[kRecordedBytes] == recorded_bytes;
  stream.kind_ = numbers ? static_cast<StreamKind>((*numbers)[kKind]) : StreamKindOf(header);
  stream.reader_ = MakeStreamReader(stream.kind_);
  stream.ReadHeader(std::move(header));
  if (!is_current) {
    stream.header_ends_ = !stream.header_.empty();
    stream.clock_ = SoundClock::From({.sound = recorded_seconds, .time = recorded_seconds});
    return stream;
  }
  stream.header_ends_ = (*numbers)[kHeaderEnds] != 0;
  stream.skip_ = static_cast<std::uint64_t>((*numbers)[kSkip]);
  stream.skip_is_picture_ = (*numbers)[kSkipIsPicture] != 0;
  stream.reader_->set_position((*numbers)[kPosition]);
  stream.clock_ = SoundClock::From({.started = (*numbers)[kClockStarted] != 0,
                                    .next = Seconds((*numbers)[kClockNext]),
                                    .sound = Seconds((*numbers)[kClockSound]),
                                    .time = Seconds((*numbers)[kClockTime])});
  stream.pending_ = std::string(saved.substr(std::min(line + 1, saved.size())));
  stream.pending_stored_ =
      std::min(static_cast<std::size_t>((*numbers)[kPendingStored]), stream.pending_.size());
  return stream;
}

void RecordedStream::ReadHeader(std::string header) {
  header_ = std::move(header);
  absl::string_view rest = header_;
  while (!rest.empty()) {
    const absl::optional<StreamPart> part = reader_->Read(rest);
    if (!part || part->bytes > rest.size()) return;
    rest.remove_prefix(static_cast<std::size_t>(part->bytes));
  }
}

std::string RecordedStream::Take(absl::string_view piece) {
  const std::string bytes = absl::StrCat(std::exchange(pending_, ""), piece);
  const std::size_t stored_before = std::exchange(pending_stored_, 0);
  std::string stored;
  // Stores the bytes from `from` to `to`, without those that were stored before.
  const auto keep = [&](std::size_t from, std::size_t to) {
    from = std::max(from, stored_before);
    if (from < to) stored.append(bytes, from, to - from);
  };
  std::size_t at = std::min<std::uint64_t>(skip_, bytes.size());
  skip_ -= at;
  if (!skip_is_picture_) keep(0, at);
  if (kind_ == StreamKind::kUnknown) Choose(bytes);
  while (at < bytes.size() && kind_ != StreamKind::kUnknown) {
    const std::int64_t position = reader_->position();
    const absl::string_view rest = absl::string_view(bytes).substr(at);
    const absl::optional<StreamPart> part = reader_->Read(rest);
    if (!part) break;
    const std::size_t here = std::min<std::uint64_t>(part->bytes, rest.size());
    const bool is_header = part->kind == Kind::kHeader && !header_ends_;
    if (is_header && here < part->bytes && part->bytes <= kMaxPartHeadBytes) break;
    const std::size_t ahead = stored_before > at ? stored_before - at : 0;
    const std::size_t passed = stored_ + stored.size();
    // Another object may have stored the beginning of the part.
    Count(*part, passed > ahead ? passed - ahead : 0, position);
    TakeHeader(*part, rest.substr(0, here));
    skip_ = part->bytes - here;
    skip_is_picture_ = part->kind == Kind::kPicture && reader_->has_pictures();
    if (reader_->has_pictures() && !part->without_pictures.empty() && ahead == 0) {
      absl::StrAppend(&stored, part->without_pictures);
    } else if (!skip_is_picture_) {
      keep(at, at + here);
    }
    at += here;
  }
  pending_ = bytes.substr(at);
  if (!reader_->has_pictures()) keep(at, bytes.size());
  pending_stored_ =
      reader_->has_pictures() ? (stored_before > at ? stored_before - at : 0) : pending_.size();
  stored_ += stored.size();
  return stored;
}

void RecordedStream::Choose(absl::string_view bytes) {
  kind_ = StreamKindOf(bytes);
  reader_ = MakeStreamReader(kind_);
}

void RecordedStream::Count(const StreamPart& part, std::size_t at, std::int64_t position) {
  if (reader_->is_broken()) {
    clock_.Add(absl::nullopt, static_cast<double>(part.bytes) / BrokenRate());
    return;
  }
  if (part.kind != Kind::kSound) return;
  const double before = clock_.total();
  clock_.Add(part.starts_at, part.seconds);
  units_.push_back({.at = at,
                    .starts_at = std::max(before, clock_.total() - part.seconds),
                    .seconds = part.seconds,
                    .position = position});
}

// The header ends before the first part of another kind. A header that is larger than any
// recorder's does not count.
void RecordedStream::TakeHeader(const StreamPart& part, absl::string_view bytes) {
  if (header_ends_) return;
  header_ends_ = part.kind != Kind::kHeader;
  if (!header_ends_) absl::StrAppend(&header_, bytes);
  if (part.bytes > bytes.size() && !header_ends_) header_ends_ = true;
  if (header_.size() > kMaxPartHeadBytes) {
    header_.clear();
    header_ends_ = true;
  }
}

double RecordedStream::seconds() const {
  double seconds = clock_.total();
  if (kind_ == StreamKind::kUnknown) {
    seconds += static_cast<double>(pending_.size()) / BrokenRate();
  }
  // People read this number, and sums of doubles are not exact.
  return Seconds(Micros(seconds));
}

std::string RecordedStream::Opening(std::int64_t position) const {
  return reader_->Opening(position);
}

double RecordedStream::BrokenRate() const {
  switch (kind_) {
    case StreamKind::kWebm:
    case StreamKind::kOgg:
      return std::max(raw_rate_, kLeastOpusRate);
    case StreamKind::kMp4:
    case StreamKind::kMp3:
      return std::max(raw_rate_, kAacRate);
    default:
      return raw_rate_;
  }
}

double RecordingSeconds(absl::string_view recording, double raw_rate) {
  RecordedStream stream(raw_rate);
  stream.Take(recording);
  return stream.seconds();
}

}  // namespace lossy::agent
