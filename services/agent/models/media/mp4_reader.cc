#include "services/agent/models/media/mp4_reader.h"

#include <algorithm>
#include <string>

#include "absl/strings/str_cat.h"
#include "services/agent/models/media/bytes.h"
#include "services/agent/models/media/mp4_boxes.h"

namespace lossy::agent {
namespace {

using Kind = StreamPart::Kind;

constexpr double kLeastTimescale = 1, kMostTimescale = 10e6;
// The longest fragment of a recorder. A longer sum of samples is not believed.
constexpr double kMostFragmentSeconds = 60;
constexpr std::size_t kHeadBytes = 8, kLongHeadBytes = 16;
// The bits of a size in the packed form of a passage. A size is at most kMaxBoxBytes.
constexpr int kSizeBits = 28;
constexpr std::uint64_t kSizeMask = (std::uint64_t{1} << kSizeBits) - 1;
// The largest box of a recorder. A larger size is an error.
constexpr std::uint64_t kMaxBoxBytes = 64 << 20;

constexpr absl::string_view kTypes[] = {"ftyp", "moov", "moof", "mdat", "styp", "sidx",
                                        "ssix", "free", "skip", "wide", "uuid", "emsg",
                                        "prft", "meta", "udta", "mfra", "pdin", "pnot"};

bool IsKnown(absl::string_view type) {
  return std::find(std::begin(kTypes), std::end(kTypes), type) != std::end(kTypes);
}

// The body of a box that is in another. Empty: there is none.
absl::string_view Child(absl::string_view body, absl::string_view wanted) {
  absl::string_view found;
  ForEachMp4Box(body, [&](absl::string_view type, absl::string_view child) {
    if (type == wanted && found.empty()) found = child;
  });
  return found;
}

// A field of a box in two versions: the second has eight bytes for each of the two times in front.
std::uint64_t AfterTimes(absl::string_view box, std::size_t at, int count) {
  if (box.empty()) return 0;
  const std::size_t shift = box[0] == 1 ? 8 : 0;
  if (box.size() < at + shift + static_cast<std::size_t>(count)) return 0;
  return BigEndian(box.substr(at + shift), count);
}

std::string Number(std::uint64_t number, int count) {
  std::string bytes;
  for (int i = count - 1; i >= 0; --i) bytes.push_back(static_cast<char>(number >> (8 * i)));
  return bytes;
}

// The head of a fragment with these samples of one track, whose lengths and sizes are all stated,
// up to the first byte of the first sample.
std::string Fragment(absl::string_view sequence, const Mp4TrackFragment& track,
                     std::uint64_t starts_at, std::size_t from, std::size_t to) {
  constexpr std::uint64_t kBaseIsMoof = 0x020000, kRunFlags = 0x000301, kLongTime = 0x01000000;
  std::string entries;
  std::uint64_t bytes = 0;
  for (std::size_t i = from; i < to; ++i) {
    bytes += track.samples[i].bytes;
    absl::StrAppend(&entries, Number(track.samples[i].duration, 4),
                    Number(track.samples[i].bytes, 4));
  }
  const auto moof = [&](std::size_t offset) {
    const std::string run =
        absl::StrCat(Number(kRunFlags, 4), Number(to - from, 4), Number(offset, 4), entries);
    return Mp4Box(
        "moof",
        absl::StrCat(
            Mp4Box("mfhd", sequence),
            Mp4Box("traf",
                   absl::StrCat(Mp4Box("tfhd", Number(kBaseIsMoof, 4) + Number(track.track, 4)),
                                Mp4Box("tfdt", Number(kLongTime, 4) + Number(starts_at, 8)),
                                Mp4Box("trun", run)))));
  };
  const std::size_t head = moof(0).size();
  return absl::StrCat(moof(head + kHeadBytes), Number(bytes + kHeadBytes, 4), "mdat");
}

}  // namespace

Mp4Reader::Passage Mp4Reader::passage() const {
  const auto packed = static_cast<std::uint64_t>(position());
  return {static_cast<Passage::Phase>(packed >> 2 * kSizeBits & 3), packed >> kSizeBits & kSizeMask,
          packed & kSizeMask};
}

void Mp4Reader::SetPassage(const Passage& passage) {
  set_position(static_cast<std::int64_t>(passage.phase << 2 * kSizeBits |
                                         (passage.first & kSizeMask) << kSizeBits |
                                         (passage.second & kSizeMask)));
}

// Reads the parts of an "mdat" that has sound and pictures.
absl::optional<StreamPart> Mp4Reader::ReadData(const Passage& passage, absl::string_view bytes) {
  if (bytes.empty()) return absl::nullopt;
  Understood();
  if (passage.phase == Passage::kSound) {
    SetPassage({passage.second > 0 ? Passage::kBehindSound : Passage::kNone, passage.second});
    return StreamPart{.bytes = passage.first};
  }
  if (passage.phase == Passage::kBehindSound) {
    SetPassage({});
    return StreamPart{.kind = Kind::kPicture, .bytes = passage.first};
  }
  const absl::optional<Mp4BoxHead> head = ReadMp4Box(bytes);
  if (!head) return absl::nullopt;
  const std::uint64_t data = head->bytes - head->head_bytes;
  if (head->type != "mdat" || passage.first + passage.second > data) {
    // A box between the head of a fragment and its samples.
    if (head->type == "mdat") SetPassage({});
    return StreamPart{.kind = Kind::kPicture, .bytes = head->bytes};
  }
  SetPassage({Passage::kSound, passage.second, data - passage.first - passage.second});
  return StreamPart{.kind = Kind::kPicture, .bytes = head->head_bytes + passage.first};
}

absl::optional<StreamPart> Mp4Reader::Read(absl::string_view bytes) {
  const Passage data = passage();
  if (data.phase == Passage::kSound || data.phase == Passage::kBehindSound) {
    return ReadData(data, bytes);
  }
  const absl::optional<Mp4BoxHead> head = ReadMp4Box(bytes);
  if (!head)
    return bytes.size() < kLongHeadBytes ? absl::nullopt : absl::make_optional(SkipBroken(bytes));
  if (!IsKnown(head->type) || head->bytes > kMaxBoxBytes) return SkipBroken(bytes);
  if (data.phase == Passage::kBeforeData && head->type != "moof") return ReadData(data, bytes);
  const bool is_read = head->type == "moov" || head->type == "moof";
  if (is_read && head->bytes <= kMaxPartHeadBytes) {
    if (bytes.size() < head->bytes) return absl::nullopt;
    Understood();
    const absl::string_view body =
        bytes.substr(head->head_bytes, static_cast<std::size_t>(head->bytes) - head->head_bytes);
    StreamPart part = head->type == "moov" ? ReadMovie(body) : ReadFragment(body);
    in_fragments_ |= head->type == "moof";
    part.bytes = head->bytes;
    return part;
  }
  Understood();
  const bool is_header = !in_fragments_ && head->type != "mdat" && head->type != "moof";
  return StreamPart{.kind = is_header ? Kind::kHeader : Kind::kOther, .bytes = head->bytes};
}

StreamPart Mp4Reader::ReadMovie(absl::string_view body) {
  ForEachMp4Box(body, [&](absl::string_view type, absl::string_view box) {
    if (type == "trak") ReadTrack(box);
  });
  const absl::string_view extends = Child(body, "mvex");
  if (extends.empty()) return {.kind = Kind::kSound, .seconds = track_seconds_};
  ForEachMp4Box(extends, [&](absl::string_view type, absl::string_view box) {
    if (type != "trex" || box.size() < 16 || BigEndian(box.substr(4), 4) != sound_track_) return;
    default_duration_ = BigEndian(box.substr(12), 4);
  });
  return {.kind = Kind::kHeader};
}

void Mp4Reader::ReadTrack(absl::string_view body) {
  constexpr std::size_t kHandlerAt = 8, kTrackAt = 12, kTimescaleAt = 12, kDurationAt = 16;
  const absl::string_view media = Child(body, "mdia");
  const absl::string_view handler = Child(media, "hdlr");
  if (handler.size() < kHandlerAt + 4) return;
  has_pictures_ |= handler.substr(kHandlerAt, 4) == "vide";
  if (sound_track_ != 0 || handler.substr(kHandlerAt, 4) != "soun") return;
  sound_track_ = AfterTimes(Child(body, "tkhd"), kTrackAt, 4);
  const absl::string_view times = Child(media, "mdhd");
  timescale_ = std::clamp(static_cast<double>(AfterTimes(times, kTimescaleAt, 4)), kLeastTimescale,
                          kMostTimescale);
  const bool is_long = !times.empty() && times[0] == 1;
  track_seconds_ = std::min(
      86'400.0, static_cast<double>(AfterTimes(times, kDurationAt, is_long ? 8 : 4)) / timescale_);
}

StreamPart Mp4Reader::ReadFragment(absl::string_view body) {
  StreamPart part;
  SetPassage({});
  ForEachMp4Box(body, [&](absl::string_view type, absl::string_view box) {
    if (type != "traf" || part.kind == Kind::kSound) return;
    const Mp4TrackFragment track = ReadMp4TrackFragment(box, default_duration_);
    if (sound_track_ != 0 && track.track != sound_track_) return;
    part.kind = Kind::kSound;
    for (const auto& sample : track.samples) {
      part.seconds += static_cast<double>(sample.duration) / timescale_;
    }
    part.seconds = std::min(part.seconds, kMostFragmentSeconds);
    if (track.starts_at) part.starts_at = static_cast<double>(*track.starts_at) / timescale_;
    if (has_pictures_) LeaveOutPictures(body, track, &part);
  });
  return part;
}

// Does nothing if the fragment does not state the place of its sound in the usual form.
void Mp4Reader::LeaveOutPictures(absl::string_view body, const Mp4TrackFragment& sound,
                                 StreamPart* part) {
  const std::size_t data_at = body.size() + 2 * kHeadBytes;
  std::uint64_t bytes = 0;
  for (const auto& sample : sound.samples) bytes += sample.bytes;
  const bool is_usual = sound.is_simple && sound.base_is_moof && sound.starts_at &&
                        sound.data_offset >= data_at && bytes > 0 &&
                        sound.data_offset - data_at + bytes <= kMaxBoxBytes;
  if (!is_usual) return;
  part->without_pictures =
      Fragment(Child(body, "mfhd"), sound, *sound.starts_at, 0, sound.samples.size());
  SetPassage({Passage::kBeforeData, sound.data_offset - data_at, bytes});
}

StreamPart Mp4Reader::SkipBroken(absl::string_view bytes) {
  constexpr std::size_t kTypeAt = 4;
  const std::size_t found = bytes.find("moof", kTypeAt + 1);
  if (found != absl::string_view::npos) return Broken(found - kTypeAt);
  const std::size_t kept = std::min(bytes.size() - 1, std::size_t{7});
  return Broken(bytes.size() - kept);
}

absl::optional<StreamReader::Halves> Mp4Reader::Divide(absl::string_view part,
                                                       double seconds) const {
  const absl::optional<Mp4BoxHead> head = ReadMp4Box(part);
  if (!head || head->type != "moof" || head->bytes > part.size()) return absl::nullopt;
  const absl::string_view body =
      part.substr(head->head_bytes, static_cast<std::size_t>(head->bytes) - head->head_bytes);
  int tracks = 0;
  Mp4TrackFragment track;
  ForEachMp4Box(body, [&](absl::string_view type, absl::string_view box) {
    if (type != "traf") return;
    ++tracks;
    track = ReadMp4TrackFragment(box, default_duration_);
  });
  if (tracks != 1 || !track.is_simple || track.data_offset > part.size()) return absl::nullopt;
  std::uint64_t total = 0, bytes = 0, units = 0;
  for (const auto& sample : track.samples) total += sample.bytes;
  const absl::string_view data = part.substr(static_cast<std::size_t>(track.data_offset));
  if (total > data.size()) return absl::nullopt;
  std::size_t count = 0;
  while (count < track.samples.size() && static_cast<double>(units) < seconds * timescale_) {
    bytes += track.samples[count].bytes;
    units += track.samples[count].duration;
    ++count;
  }
  if (count == 0 || count == track.samples.size()) return absl::nullopt;
  const absl::string_view sequence = Child(body, "mfhd");
  const std::uint64_t start = track.starts_at.value_or(0);
  const auto middle = static_cast<std::size_t>(bytes), end = static_cast<std::size_t>(total);
  return Halves{absl::StrCat(Fragment(sequence, track, start, 0, count), data.substr(0, middle)),
                absl::StrCat(Fragment(sequence, track, start + units, count, track.samples.size()),
                             data.substr(middle, end - middle))};
}

}  // namespace lossy::agent
