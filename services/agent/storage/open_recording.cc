#include "services/agent/storage/open_recording.h"

#include <algorithm>
#include <utility>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "base/error/error.h"
#include "base/pg/row_reader.h"
#include "base/text/uuid.h"
#include "base/time/clock.h"
#include "base/trace/continued_trace.h"
#include "base/trace/trace_context.h"
#include "services/agent/models/media/division.h"
#include "services/agent/storage/video_context.h"
#include "services/shared/migrations/or_null.h"

namespace lossy::agent {
namespace {

using base::pg::Param;
using base::pg::RowReader;
using base::pg::Rows;
using base::pg::Transaction;
using services::OrNull;

// The time limit of the search for pauses in one piece.
constexpr absl::Duration kSearchLimit = absl::Seconds(2);
// A tolerance, because sums of lengths are not exact.
constexpr double kTick = 1e-3;

}  // namespace

absl::StatusOr<OpenRecording> OpenRecording::Lock(Transaction& transaction, SessionKey key,
                                                  const Limits& limits) {
  absl::StatusOr<Rows> rows = transaction.Query(
      "SELECT recording_id, audio_bytes, audio_seconds, audio_chunks, coalesce(audio_header, ''), "
      "coalesce(audio_state, ''), stream_id, stream_bytes, audio_rate, last_recording_id "
      "FROM sessions WHERE user_id = $1 AND id = $2 FOR UPDATE",
      {key.user_id, key.session_id});
  if (!rows.ok()) return rows.status();
  if (rows->empty()) return base::NotFound("Session not found");
  RowReader reader(*rows, 0);
  OpenRecording open(transaction, key, limits);
  open.id_ = reader.Next<std::string>();
  open.audio_ = {.bytes = reader.Next<std::int64_t>(), .seconds = reader.Next<double>()};
  open.chunks_ = reader.Next<int>();
  std::string header = reader.NextBytes();
  const std::string state = reader.NextBytes();
  open.stream_ = RecordedStream::Restore(limits.opus_rate, state, std::move(header),
                                         open.audio_.bytes, open.audio_.seconds);
  open.received_ = {.id = reader.Next<std::string>(),
                    .received_bytes = reader.Next<std::int64_t>(),
                    .ended = reader.Next<double>() <= 0};
  open.last_id_ = reader.Next<std::string>();
  return open;
}

absl::StatusOr<bool> OpenRecording::IsStored(const std::string& piece_id) {
  if (piece_id.empty()) return false;
  absl::StatusOr<Rows> rows = transaction_.Query(
      "SELECT 1 FROM audio_chunks WHERE user_id = $1 AND request_id = $2 "
      "AND recording_id IN ($3::uuid, $4::uuid) LIMIT 1",
      {key_.user_id, piece_id, OrNull(id_), OrNull(last_id_)});
  if (!rows.ok()) return rows.status();
  return !rows->empty();
}

absl::Status OpenRecording::BeginStream(const std::string& stream_id,
                                        const std::string& request_id) {
  absl::Status before = Finish(request_id, /*goes_on=*/false);
  received_ = {.id = stream_id};
  return before;
}

absl::StatusOr<bool> OpenRecording::Add(absl::string_view piece, const std::string& piece_id,
                                        const std::string& request_id) {
  const bool begins = !exists();
  // A piece that starts no stream continues where the last recording was handed over.
  const std::string opening = begins ? absl::StrCat(stream_.header(), stream_.Opening()) : "";
  const std::string bytes = stream_.Take(piece);
  received_.received_bytes += static_cast<std::int64_t>(piece.size());
  absl::Status status = begins ? Begin() : absl::OkStatus();
  if (status.ok() && !opening.empty()) status = InsertChunk(opening, "");
  if (!status.ok()) return status;
  const std::size_t size = static_cast<std::size_t>(audio_.bytes) + bytes.size();
  if (!IsFull(size, stream_.seconds())) {
    status = InsertChunk(bytes, piece_id);
    if (status.ok()) status = Save();
    if (!status.ok()) return status;
    return false;
  }
  absl::StatusOr<std::vector<Chunk>> chunks = ReadChunks();
  if (!chunks.ok()) return chunks.status();
  chunks->push_back({bytes, piece_id});
  status = Divide(*std::move(chunks), request_id);
  if (!status.ok()) return status;
  return true;
}

bool OpenRecording::IsFull(std::size_t bytes, double seconds) const {
  const auto header = static_cast<std::int64_t>(stream_.header().size());
  const std::int64_t least =
      std::min(std::max(limits_.min_handover_bytes, 2 * header), limits_.max_bytes);
  const auto size = static_cast<std::int64_t>(bytes);
  return size >= limits_.max_bytes || (seconds >= limits_.max_seconds - kTick && size >= least);
}

// Removes the full parts from `recording` and returns them.
std::vector<OpenRecording::Part> OpenRecording::TakeFullParts(std::string* recording) {
  const absl::Time deadline = base::SteadyNow() + kSearchLimit;
  const RecordingLimits limits{.max_bytes = limits_.max_bytes,
                               .max_seconds = limits_.max_seconds,
                               .pause_within_seconds = limits_.pause_within_seconds};
  std::vector<Part> parts;
  while (IsFull(recording->size(), stream_.seconds())) {
    absl::optional<Division> division =
        DivideRecording(*recording, limits, limits_.opus_rate, limits_.decoder, deadline);
    if (!division) division = Division{*recording, stream_.seconds(), ""};
    stream_.BeginRecording(division->first_seconds);
    parts.push_back({std::move(division->first), division->first_seconds});
    *recording = division->rest.empty() ? "" : absl::StrCat(stream_.header(), division->rest);
    if (recording->empty()) break;
  }
  return parts;
}

// Hands over the full parts of a recording, and begins the next one with the rest. All of `chunks`
// except the last are stored.
absl::Status OpenRecording::Divide(std::vector<Chunk> chunks, const std::string& request_id) {
  std::string recording;
  for (const Chunk& chunk : chunks) recording += chunk.bytes;
  const std::vector<Part> parts = TakeFullParts(&recording);
  std::vector<std::string> dropped;
  absl::Status status = KeepChunks(chunks, parts[0].bytes, &dropped);
  for (std::size_t i = 0; status.ok() && i < parts.size(); ++i) {
    const bool is_last = i + 1 == parts.size() && recording.empty();
    if (i > 0) status = Begin();
    if (status.ok() && i > 0) status = InsertChunk(parts[i].bytes, "");
    for (const std::string& piece_id : dropped) {
      if (status.ok() && is_last) status = InsertChunk("", piece_id);
    }
    audio_.seconds = parts[i].seconds;
    if (status.ok()) status = HandOver(request_id);
  }
  if (status.ok() && !recording.empty()) {
    status = Begin();
    if (status.ok()) status = InsertChunk(recording, "");
    for (const std::string& piece_id : dropped) {
      if (status.ok()) status = InsertChunk("", piece_id);
    }
  }
  return status.ok() ? Save() : status;
}

// Keeps the chunks with which `first` begins, and adds the rest of it. `dropped` receives the
// pieces whose rows were deleted, because a repeat of them must still be detected.
absl::Status OpenRecording::KeepChunks(const std::vector<Chunk>& chunks, absl::string_view first,
                                       std::vector<std::string>* dropped) {
  std::size_t kept = 0, at = 0;
  const std::size_t stored = chunks.size() - 1;
  while (kept < stored && absl::StartsWith(first.substr(at), chunks[kept].bytes)) {
    at += chunks[kept++].bytes.size();
  }
  for (std::size_t i = kept; i < chunks.size(); ++i) {
    if (!chunks[i].piece_id.empty()) dropped->push_back(chunks[i].piece_id);
  }
  chunks_ = static_cast<int>(kept);
  audio_.bytes = static_cast<std::int64_t>(at);
  absl::Status deleted =
      transaction_
          .Query(
              "DELETE FROM audio_chunks WHERE user_id = $1 AND recording_id = $2 AND number >= $3",
              {key_.user_id, id_, chunks_})
          .status();
  if (!deleted.ok() || at == first.size()) return deleted;
  return InsertChunk(first.substr(at), "");
}

absl::Status OpenRecording::Finish(const std::string& request_id, bool goes_on) {
  if (exists()) {
    absl::Status handed_over = HandOver(request_id);
    if (!handed_over.ok()) return handed_over;
    stream_.BeginRecording(stream_.seconds());
    if (goes_on) return Save();
  }
  return goes_on ? absl::OkStatus() : Forget();
}

absl::Status OpenRecording::Begin() {
  id_ = base::NewUuid();
  audio_ = {};
  chunks_ = 0;
  return transaction_
      .Query(
          "UPDATE sessions SET recording_id = $3, "
          "recording_video_id = video_id, recording_timestamp = timestamp_seconds, "
          "frame_recording_id = CASE WHEN frame_at > now() - $4::double precision * "
          "interval '1 second' THEN $3::uuid END "
          "WHERE user_id = $1 AND id = $2",
          {key_.user_id, key_.session_id, id_, absl::ToDoubleSeconds(kNearFrame)})
      .status();
}

absl::Status OpenRecording::InsertChunk(absl::string_view bytes, const std::string& piece_id) {
  absl::Status inserted =
      transaction_
          .Query(
              "INSERT INTO audio_chunks (user_id, recording_id, number, data, request_id) "
              "VALUES ($1, $2, $3, $4, $5)",
              {key_.user_id, id_, chunks_, Param::Bytes(std::string(bytes)), OrNull(piece_id)})
          .status();
  ++chunks_;
  audio_.bytes += static_cast<std::int64_t>(bytes.size());
  return inserted;
}

absl::StatusOr<std::vector<OpenRecording::Chunk>> OpenRecording::ReadChunks() {
  absl::StatusOr<Rows> rows = transaction_.Query(
      "SELECT data, request_id FROM audio_chunks WHERE user_id = $1 AND recording_id = $2 "
      "ORDER BY number",
      {key_.user_id, id_});
  if (!rows.ok()) return rows.status();
  std::vector<Chunk> chunks;
  for (int i = 0; i < rows->size(); ++i) {
    RowReader reader(*rows, i);
    chunks.push_back({.bytes = reader.NextBytes(), .piece_id = reader.Next<std::string>()});
  }
  return chunks;
}

absl::Status OpenRecording::HandOver(const std::string& request_id) {
  static constexpr char kTranscript[] = R"sql(
      INSERT INTO transcripts (user_id, id, session_id, request_id, text, source, duration_seconds,
                               video_id, timestamp_seconds, status, recording_id, traceparent,
                               frame)
      SELECT user_id, $3, id, $4, '', '', $5, recording_video_id, recording_timestamp,
             'recorded', recording_id, nullif($6, ''),
             CASE WHEN frame_recording_id = recording_id
                       AND recording_video_id IS NOT DISTINCT FROM video_id THEN frame END
      FROM sessions WHERE user_id = $1 AND id = $2)sql";
  absl::Status status =
      transaction_
          .Query(
              "INSERT INTO recordings (user_id, id, session_id, size_bytes, duration_seconds) "
              "VALUES ($1, $2, $3, $4, $5)",
              {key_.user_id, id_, key_.session_id, audio_.bytes, audio_.seconds})
          .status();
  if (!status.ok()) return status;
  status = transaction_
               .Query(kTranscript, {key_.user_id, key_.session_id, base::NewUuid(), request_id,
                                    audio_.seconds, base::Traceparent(base::SampledTrace())})
               .status();
  if (!status.ok()) return status;
  last_id_ = std::exchange(id_, "");
  audio_ = {};
  chunks_ = 0;
  return transaction_
      .Query(
          "UPDATE sessions SET last_recording_id = recording_id, recording_id = NULL, "
          "audio_bytes = 0, audio_seconds = 0, audio_chunks = 0, last_active_at = now() "
          "WHERE user_id = $1 AND id = $2",
          {key_.user_id, key_.session_id})
      .status();
}

// The next piece does not belong to the recording that was handed over.
absl::Status OpenRecording::Forget() {
  stream_ = RecordedStream(limits_.opus_rate);
  return transaction_
      .Query(
          "UPDATE sessions SET audio_header = NULL, audio_rate = 0, audio_state = NULL, "
          "stream_bytes = CASE WHEN stream_id IS NULL THEN 0 ELSE stream_bytes END "
          "WHERE user_id = $1 AND id = $2",
          {key_.user_id, key_.session_id})
      .status();
}

// Stores the state from which the next piece continues. Replicas of the previous version estimate
// by `audio_rate`; 0 means that the stream ended.
absl::Status OpenRecording::Save() {
  audio_.seconds = exists() ? stream_.seconds() : 0;
  const double rate =
      std::max(1.0, static_cast<double>(audio_.bytes) / std::max(1.0, stream_.seconds()));
  return transaction_
      .Query(
          "UPDATE sessions SET audio_bytes = $3, audio_seconds = $4, audio_chunks = $5, "
          "audio_header = $6, audio_rate = $7, audio_state = $8, stream_id = $9, "
          "stream_bytes = $10, last_active_at = now() WHERE user_id = $1 AND id = $2",
          {key_.user_id, key_.session_id, audio_.bytes, audio_.seconds, chunks_,
           Param::Bytes(stream_.header()), rate, Param::Bytes(stream_.Save(audio_.bytes)),
           OrNull(received_.id), received_.received_bytes})
      .status();
}

}  // namespace lossy::agent
