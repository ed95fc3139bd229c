#include "services/agent/models/media/mp4_boxes.h"

#include <algorithm>
#include <limits>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "services/agent/models/media/bytes.h"

namespace lossy::agent {
namespace {

constexpr std::size_t kHeadBytes = 8, kLongHeadBytes = 16;

// Reads the fields of a box one after the other. Fields behind the end of the box are 0.
class Fields {
 public:
  explicit Fields(absl::string_view body) : body_(body) {}

  std::uint64_t Take(int count) {
    if (body_.size() < static_cast<std::size_t>(count)) {
      body_ = {};
      return 0;
    }
    const std::uint64_t number = BigEndian(body_, count);
    body_.remove_prefix(static_cast<std::size_t>(count));
    return number;
  }
  std::uint64_t TakeIf(bool present, int count, std::uint64_t otherwise) {
    return present ? Take(count) : otherwise;
  }
  bool empty() const { return body_.empty(); }

 private:
  absl::string_view body_;
};

struct Defaults {
  std::uint64_t duration = 0;
  std::uint64_t bytes = 0;
};

void ReadHeader(absl::string_view body, Defaults* defaults, Mp4TrackFragment* fragment) {
  Fields fields(body);
  const std::uint64_t flags = fields.Take(4) & 0xFFFFFF;
  fragment->track = fields.Take(4);
  fragment->is_simple = (flags & 0x1) == 0;  // Without an offset in the file.
  fragment->base_is_moof = (flags & 0x020000) != 0;
  fields.TakeIf((flags & 0x1) != 0, 8, 0);
  fields.TakeIf((flags & 0x2) != 0, 4, 0);
  defaults->duration = fields.TakeIf((flags & 0x8) != 0, 4, defaults->duration);
  defaults->bytes = fields.TakeIf((flags & 0x10) != 0, 4, 0);
}

void ReadRun(absl::string_view body, const Defaults& defaults, Mp4TrackFragment* fragment) {
  Fields fields(body);
  const std::uint64_t flags = fields.Take(4) & 0xFFFFFF;
  const std::uint64_t count = fields.Take(4);
  const bool is_first = fragment->samples.empty();
  const std::uint64_t offset = fields.TakeIf((flags & 0x1) != 0, 4, 0);
  if (is_first) fragment->data_offset = offset;
  fragment->is_simple &= is_first && (flags & 0x1) != 0;
  fields.TakeIf((flags & 0x4) != 0, 4, 0);
  const bool has_entries = (flags & 0xF00) != 0;
  for (std::uint64_t i = 0; i < count && fragment->samples.size() < kMaxSamples; ++i) {
    if (has_entries && fields.empty()) return;
    Mp4TrackFragment::Sample& sample = fragment->samples.emplace_back();
    sample.duration = fields.TakeIf((flags & 0x100) != 0, 4, defaults.duration);
    sample.bytes = fields.TakeIf((flags & 0x200) != 0, 4, defaults.bytes);
    fields.TakeIf((flags & 0x400) != 0, 4, 0);
    fields.TakeIf((flags & 0x800) != 0, 4, 0);
  }
}

}  // namespace

absl::optional<Mp4BoxHead> ReadMp4Box(absl::string_view bytes) {
  if (bytes.size() < kHeadBytes) return absl::nullopt;
  Mp4BoxHead head{.type = bytes.substr(4, 4), .bytes = BigEndian(bytes, 4)};
  if (!std::all_of(head.type.begin(), head.type.end(),
                   [](unsigned char c) { return absl::ascii_isprint(c); })) {
    return absl::nullopt;
  }
  if (head.bytes == 0) head.bytes = std::numeric_limits<std::uint64_t>::max();
  if (head.bytes == 1) {
    if (bytes.size() < kLongHeadBytes) return absl::nullopt;
    head.head_bytes = kLongHeadBytes;
    head.bytes = BigEndian(bytes.substr(kHeadBytes), 8);
  }
  return head.bytes < head.head_bytes ? absl::nullopt : absl::make_optional(head);
}

void ForEachMp4Box(absl::string_view body,
                   absl::FunctionRef<void(absl::string_view type, absl::string_view body)> take) {
  while (!body.empty()) {
    const absl::optional<Mp4BoxHead> head = ReadMp4Box(body);
    if (!head || head->bytes > body.size()) return;
    const auto bytes = static_cast<std::size_t>(head->bytes);
    take(head->type, body.substr(head->head_bytes, bytes - head->head_bytes));
    body.remove_prefix(bytes);
  }
}

std::string Mp4Box(absl::string_view type, absl::string_view body) {
  const std::size_t bytes = kHeadBytes + body.size();
  std::string box;
  for (int shift = 24; shift >= 0; shift -= 8) box.push_back(static_cast<char>(bytes >> shift));
  return absl::StrCat(box, type, body);
}

Mp4TrackFragment ReadMp4TrackFragment(absl::string_view body, std::uint64_t default_duration) {
  Mp4TrackFragment fragment;
  Defaults defaults{.duration = default_duration};
  ForEachMp4Box(body, [&](absl::string_view type, absl::string_view box) {
    if (type == "tfhd") ReadHeader(box, &defaults, &fragment);
    if (type == "tfdt" && box.size() >= 8) {
      const bool is_long = box[0] == 1 && box.size() >= 12;
      fragment.starts_at = BigEndian(box.substr(4), is_long ? 8 : 4);
    }
    if (type == "trun") ReadRun(box, defaults, &fragment);
  });
  return fragment;
}

}  // namespace lossy::agent
