#include "services/shared/timecode/timecode.h"

#include <array>

#include "absl/strings/ascii.h"
#include "absl/strings/str_format.h"

namespace lossy::services {
namespace {

// The labels that a minute leaves out.
std::int64_t DroppedOf(FrameRate rate) { return rate.drop_frame() ? rate.nominal() / 15 : 0; }

std::int64_t FramesOfTenMinutes(FrameRate rate) {
  return std::int64_t{600} * rate.nominal() - 9 * DroppedOf(rate);
}

std::int64_t FramesOfDay(FrameRate rate) { return 144 * FramesOfTenMinutes(rate); }

// Returns the number of the frame's label among all labels, those that are left out included.
std::int64_t LabelOf(std::int64_t frames, FrameRate rate) {
  const std::int64_t dropped = DroppedOf(rate);
  const std::int64_t of_minute = std::int64_t{60} * rate.nominal() - dropped;
  const std::int64_t tens = frames / FramesOfTenMinutes(rate);
  const std::int64_t rest = frames % FramesOfTenMinutes(rate);
  // The first minute of ten has all labels.
  const std::int64_t minutes = rest < dropped ? 0 : (rest - dropped) / of_minute;
  return frames + dropped * (9 * tens + minutes);
}

// Returns the four numbers of "HH:MM:SS:FF".
absl::optional<std::array<int, 4>> NumbersOf(absl::string_view text, bool drop_frame) {
  if (text.size() != 11) return absl::nullopt;
  std::array<int, 4> numbers;
  for (int i = 0; i < 4; ++i) {
    const char tens = text[3 * i];
    const char ones = text[3 * i + 1];
    if (!absl::ascii_isdigit(tens) || !absl::ascii_isdigit(ones)) return absl::nullopt;
    numbers[i] = 10 * (tens - '0') + (ones - '0');
    if (i == 3) break;
    const char separator = text[3 * i + 2];
    if (separator != ':' && !(separator == ';' && i == 2 && drop_frame)) return absl::nullopt;
  }
  return numbers;
}

}  // namespace

Timecode::Timecode(std::int64_t frames, FrameRate rate)
    : frames_(frames % FramesOfDay(rate)), rate_(rate) {}

absl::optional<Timecode> Timecode::Parse(absl::string_view text, FrameRate rate) {
  const absl::optional<std::array<int, 4>> numbers = NumbersOf(text, rate.drop_frame());
  if (!numbers) return absl::nullopt;
  const auto [hours, minutes, seconds, frames] = *numbers;
  if (hours > 23 || minutes > 59 || seconds > 59 || frames >= rate.nominal()) return absl::nullopt;
  const std::int64_t dropped = DroppedOf(rate);
  if (minutes % 10 != 0 && seconds == 0 && frames < dropped) return absl::nullopt;
  const std::int64_t all_minutes = 60 * hours + minutes;
  const std::int64_t label = (60 * all_minutes + seconds) * rate.nominal() + frames;
  return Timecode(label - dropped * (all_minutes - all_minutes / 10), rate);
}

std::string Timecode::ToString() const {
  const std::int64_t label = LabelOf(frames_, rate_);
  const std::int64_t seconds = label / rate_.nominal();
  return absl::StrFormat("%02d:%02d:%02d%c%02d", seconds / 3600, seconds / 60 % 60, seconds % 60,
                         rate_.drop_frame() ? ';' : ':', label % rate_.nominal());
}

}  // namespace lossy::services
