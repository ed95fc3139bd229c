#include "services/agent/privacy/recording_export.h"

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "base/pg/row_reader.h"

namespace lossy::agent {
namespace {

using base::pg::Rows;

absl::string_view Suffix(absl::string_view sound) {
  if (absl::StartsWith(sound, "\x1a\x45\xdf\xa3")) return "webm";
  if (absl::StartsWith(sound, "OggS")) return "ogg";
  if (absl::StartsWith(sound, "RIFF")) return "wav";
  if (sound.size() > 8 && sound.substr(4, 4) == "ftyp") return "mp4";
  if (absl::StartsWith(sound, "ID3") || absl::StartsWith(sound, "\xff\xfb")) return "mp3";
  return "bin";
}

// Each query reads one piece, which has at most some megabytes.
absl::Status ExportRecording(base::pg::Pool& pool, const std::string& user_id,
                             const std::string& recording_id, services::TakePart take) {
  static constexpr char kNext[] =
      "SELECT number, data FROM audio_chunks "
      "WHERE user_id = $1 AND recording_id = $2 AND number > $3 ORDER BY number LIMIT 1";
  std::string name;
  for (std::int64_t number = -1;;) {
    const absl::StatusOr<Rows> rows = pool.Query(kNext, {user_id, recording_id, number});
    if (!rows.ok()) return rows.status();
    if (rows->empty()) return absl::OkStatus();
    base::pg::RowReader reader(*rows, 0);
    number = reader.Next<std::int64_t>();
    privacy::v1::ExportUserResponse part;
    part.mutable_file()->set_data(reader.NextBytes());
    if (name.empty()) name = absl::StrCat(recording_id, ".", Suffix(part.file().data()));
    part.mutable_file()->set_name(name);
    if (absl::Status taken = take(part); !taken.ok()) return taken;
  }
}

}  // namespace

absl::Status ExportRecordings(base::pg::Pool& pool, const std::string& user_id,
                              services::TakePart take) {
  const absl::StatusOr<Rows> recordings = pool.Query(
      "SELECT DISTINCT recording_id FROM audio_chunks WHERE user_id = $1 ORDER BY recording_id",
      {user_id});
  if (!recordings.ok()) return recordings.status();
  for (int i = 0; i < recordings->size(); ++i) {
    const absl::Status exported =
        ExportRecording(pool, user_id, std::string(recordings->Text(i, 0)), take);
    if (!exported.ok()) return exported;
  }
  return absl::OkStatus();
}

}  // namespace lossy::agent
