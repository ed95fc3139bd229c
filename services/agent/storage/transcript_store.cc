#include "services/agent/storage/transcript_store.h"

#include <utility>

#include "absl/strings/str_cat.h"
#include "base/error/error.h"
#include "base/outbox/outbox.h"
#include "base/pg/row_reader.h"
#include "base/text/uuid.h"
#include "base/trace/continued_trace.h"
#include "services/agent/storage/claim_sql.h"
#include "services/agent/storage/session_event_item.h"
#include "services/agent/storage/transcript_row.h"
#include "services/shared/text/confidence.h"
#include "services/shared/text/enum_name.h"
#include "services/shared/text/fit_text.h"

namespace lossy::agent {
namespace {

using base::pg::Param;
using base::pg::RowReader;
using base::pg::Rows;
using base::pg::Transaction;

// The rounds of one claim. Each considers as many users as the caller wants transcripts.
constexpr int kMostRounds = 32;

// Another transaction that holds a row is about to end its work or its lease. To wait for it while
// holding other rows would be a deadlock with the transaction that ends several utterances.
constexpr char kRenew[] = R"sql(
    UPDATE transcripts SET leased_until = now() + $3::double precision * interval '1 second'
    WHERE ctid = ANY (ARRAY (
      SELECT held.place FROM unnest($1::text[], $2::uuid[]) AS k (user_id, id)
      CROSS JOIN LATERAL (
        SELECT t.ctid AS place FROM transcripts AS t
        WHERE t.user_id = k.user_id AND t.id = k.id
          AND t.status || '' IN ('recorded', 'pending', 'plain')
        FOR UPDATE SKIP LOCKED) AS held)))sql";

// True if a statement may finish the transcript with others. The bytes of a frame and the length of
// a recording are counted: their finish locks the count of a user between the turns of two users,
// and could deadlock with KeepTranscripts.
bool MayFinishWithOthers(const Transcript& transcript) {
  return transcript.frame.empty() && transcript.progress != Progress::kRecorded;
}

absl::Status QueueSessionEvent(Transaction& transaction, const Transcript& transcript,
                               const v1::SessionEvent& event) {
  return base::Queue(transaction, SessionEventItem(transcript, event));
}

std::vector<absl::string_view> FirstColumn(const Rows& rows) {
  std::vector<absl::string_view> values;
  for (int i = 0; i < rows.size(); ++i) values.push_back(rows.Text(i, 0));
  return values;
}

// Reads the rows of a claim: one for each considered user and each of the user's claimed
// transcripts. `waiting` receives the users of whom more transcripts wait.
void ReadClaim(const Rows& rows, std::vector<Transcript>& claimed,
               std::vector<std::string>& waiting) {
  constexpr int kId = 2;
  for (int row = 0; row < rows.size(); ++row) {
    RowReader reader(rows, row);
    auto owner = reader.Next<std::string>();
    if (reader.Next<bool>()) waiting.push_back(std::move(owner));
    if (!rows.IsNull(row, kId)) claimed.push_back(TranscriptColumns().Read(reader));
  }
}

// The values of a claim's parameters, as many as the stage's statement has.
std::vector<Param> ClaimParams(Stage stage, const Rows& users, absl::Duration lease,
                               const TranscriptStore::Options& options) {
  std::vector<Param> params = {Param::Texts(FirstColumn(users)), absl::ToDoubleSeconds(lease)};
  if (stage == Stage::kImprove) return params;
  params.emplace_back(absl::ToDoubleSeconds(options.order_patience));
  if (stage == Stage::kTranscribe) return params;
  const absl::Duration overdue =
      stage == Stage::kOverdue ? options.overdue_after : absl::ZeroDuration();
  params.emplace_back(absl::ToDoubleSeconds(overdue));
  return params;
}

}  // namespace

TranscriptStore::TranscriptStore(base::pg::Pool& pool, Options options)
    : pool_(pool),
      options_(options),
      // A transaction locks the counts of its users (`stored`) until it ends.
      keeping_({.key = [](const WordsToKeep& words) { return words.transcript.user_id; }},
               [this](absl::Span<const WordsToKeep* const> batch) { return KeepTogether(batch); }),
      finishing_({}, [this](absl::Span<const FinishedTranscript* const> batch) {
        return FinishTogether(batch);
      }) {}

absl::StatusOr<bool> TranscriptStore::Keep(const Transcript& transcript) {
  const absl::StatusOr<KeptWords> kept = KeepClaimed(transcript, absl::ZeroDuration());
  if (!kept.ok()) return kept.status();
  return kept->is_new;
}

absl::StatusOr<KeptWords> TranscriptStore::KeepClaimed(const Transcript& transcript,
                                                       absl::Duration lease) {
  WordsToKeep words{.transcript = transcript, .lease = lease};
  if (words.transcript.id.empty()) words.transcript.id = base::NewUuid();
  words.transcript.trace = base::SampledTrace();
  Kept result = keeping_.Call(words);
  // The words could not be stored with the others of their batch.
  if (!result) result = KeepTogether({&words})[0];
  return *std::move(result);
}

std::vector<TranscriptStore::Kept> TranscriptStore::KeepTogether(
    absl::Span<const WordsToKeep* const> words) {
  return KeepTranscripts(pool_, words, options_.repeat_window, options_.stored);
}

absl::StatusOr<std::vector<Transcript>> TranscriptStore::Claim(
    Stage stage, int limit, absl::Duration lease, absl::Span<const absl::string_view> busy,
    Unclaimed* left) {
  const std::string claim = ClaimSql(stage, TranscriptColumns().Selected());
  std::vector<Transcript> claimed;
  Unclaimed unclaimed;
  bool looked = true;
  // Each round moves users of whom nothing can be claimed now from the front of the queue.
  for (int round = 0; round < kMostRounds && looked && claimed.empty(); ++round) {
    absl::Status status = pool_.Transaction([&](Transaction& transaction) -> absl::Status {
      claimed.clear();
      absl::StatusOr<Rows> users =
          transaction.Query(LockTurnsSql(stage), {limit, Param::Texts(busy)});
      if (!users.ok()) return users.status();
      // Fewer users than asked for are all whose turn it is.
      looked = users->size() == limit;
      if (users->empty()) return absl::OkStatus();
      absl::StatusOr<Rows> rows =
          transaction.Query(claim, ClaimParams(stage, *users, lease, options_));
      if (!rows.ok()) return rows.status();
      ReadClaim(*rows, claimed, unclaimed.users);
      return absl::OkStatus();
    });
    if (!status.ok()) return status;
  }
  unclaimed.others = looked || !busy.empty();
  if (left != nullptr) *left = std::move(unclaimed);
  return claimed;
}

absl::StatusOr<absl::Duration> TranscriptStore::UntilDue(Stage stage) {
  const absl::StatusOr<Rows> rows = pool_.Query(UntilDueSql(stage));
  if (!rows.ok()) return rows.status();
  return rows->empty() ? absl::Hours(1) : absl::Seconds(rows->Double(0, 0));
}

absl::Status TranscriptStore::Renew(absl::Span<const Key> keys, absl::Duration lease) {
  std::vector<absl::string_view> users, ids;
  for (const Key& key : keys) {
    users.push_back(key.user_id);
    ids.push_back(key.id);
  }
  return pool_.Query(kRenew, {Param::Texts(users), Param::Uuids(ids), absl::ToDoubleSeconds(lease)})
      .status();
}

absl::StatusOr<std::string> TranscriptStore::Sound(const Transcript& transcript) {
  absl::StatusOr<Rows> rows = pool_.Query(
      "SELECT data FROM audio_chunks WHERE user_id = $1 AND recording_id = $2 ORDER BY number",
      {transcript.user_id, transcript.recording_id});
  if (!rows.ok()) return rows.status();
  if (rows->empty()) return base::NotFound("The recording is not kept any more");
  std::string sound;
  for (int i = 0; i < rows->size(); ++i) sound += rows->Bytes(i, 0);
  return sound;
}

absl::Status TranscriptStore::QueueEvent(const Transcript& transcript,
                                         const v1::AgentEvent& event) {
  v1::SessionEvent told;
  *told.mutable_agent_event() = event;
  return pool_.Transaction(
      [&](Transaction& transaction) { return QueueSessionEvent(transaction, transcript, told); });
}

absl::Status TranscriptStore::SetWords(const Transcript& transcript,
                                       const RecognisedSpeech& speech) {
  Transcript heard = transcript;
  heard.text = speech.text;
  heard.source = services::FitName(speech.heard_by);
  return pool_.Transaction([&](Transaction& transaction) -> absl::Status {
    absl::StatusOr<Rows> set = transaction.Query(
        "UPDATE transcripts SET status = 'pending', text = $3, source = $4, attempts = 0, "
        "duration_seconds = CASE WHEN $5::double precision > 0 THEN $5::double precision "
        "ELSE duration_seconds END, heard_at = now(), leased_until = '-infinity', "
        "draft_text = NULL, draft_category = NULL, draft_confidence = NULL, written_by = NULL, "
        "model_answers = 0, model_problem = NULL "
        "WHERE user_id = $1 AND id = $2 AND status = 'recorded'",
        {heard.user_id, heard.id, heard.text, heard.source, speech.audio_seconds});
    if (!set.ok()) return set.status();
    if (set->affected() == 0) return absl::OkStatus();
    return QueueSessionEvent(transaction, heard, TranscriptReady(heard));
  });
}

absl::Status TranscriptStore::SetDraft(const Transcript& transcript, const Draft& draft) {
  return pool_
      .Query(
          "UPDATE transcripts SET draft_text = $3, draft_category = $4, draft_confidence = $5, "
          "written_by = $6 WHERE user_id = $1 AND id = $2 AND status = $7",
          {transcript.user_id, transcript.id, services::FitText(draft.text),
           services::EnumName(draft.category), services::RoundConfidence(draft.confidence),
           services::FitName(draft.written_by), ToString(transcript.progress)})
      .status();
}

absl::StatusOr<bool> TranscriptStore::TakeAnswer(const Transcript& transcript, int max_answers) {
  absl::StatusOr<Rows> taken = pool_.Query(
      "UPDATE transcripts SET model_answers = model_answers + 1 "
      "WHERE user_id = $1 AND id = $2 AND status = $3 AND model_answers < $4",
      {transcript.user_id, transcript.id, ToString(transcript.progress), max_answers});
  if (!taken.ok()) return taken.status();
  return taken->affected() > 0;
}

absl::Status TranscriptStore::ReturnAnswer(const Transcript& transcript) {
  return pool_
      .Query(
          "UPDATE transcripts SET model_answers = greatest(model_answers - 1, 0) "
          "WHERE user_id = $1 AND id = $2",
          {transcript.user_id, transcript.id})
      .status();
}

absl::Status TranscriptStore::SetProblem(const Transcript& transcript, absl::string_view problem) {
  return pool_
      .Query("UPDATE transcripts SET model_problem = $3 WHERE user_id = $1 AND id = $2",
             {transcript.user_id, transcript.id, problem})
      .status();
}

absl::Status TranscriptStore::Finish(const Transcript& transcript, Progress progress,
                                     const std::vector<v1::SessionEvent>& events,
                                     const absl::optional<notes::v1::Note>& note) {
  const FinishedTranscript finished{.transcript = transcript,
                                    .progress = progress,
                                    .events = events,
                                    .note = note,
                                    .trace = base::SampledTrace()};
  absl::optional<absl::Status> status;
  if (MayFinishWithOthers(transcript)) status = finishing_.Call(finished);
  return status ? *status : FinishTranscript(pool_, finished);
}

// A transcript that stands twice in the batch is finished once: its second finish finds the first.
// So is the second of a session that claims what follows.
std::vector<absl::optional<absl::Status>> TranscriptStore::FinishTogether(
    absl::Span<const FinishedTranscript* const> finished) {
  std::vector<absl::optional<absl::Status>> statuses(finished.size());
  std::set<std::string> given;
  std::vector<const FinishedTranscript*> batch;
  std::vector<std::size_t> numbers;
  for (std::size_t i = 0; i < finished.size(); ++i) {
    const Transcript& transcript = finished[i]->transcript;
    if (!given.insert(transcript.id).second) continue;
    if (transcript.next != nullptr && !given.insert(transcript.session_id).second) continue;
    batch.push_back(finished[i]);
    numbers.push_back(i);
  }
  const absl::StatusOr<std::set<std::string>> ids = FinishTranscripts(pool_, batch);
  if (ids.ok()) pool_.commit_listeners().Notify({std::string(base::kPublish)});
  for (const std::size_t i : numbers) {
    if (ids.ok() && ids->contains(finished[i]->transcript.id)) statuses[i] = absl::OkStatus();
    // Any of them may be the cause of another error.
    if (absl::IsUnavailable(ids.status())) statuses[i] = ids.status();
  }
  return statuses;
}

absl::Status TranscriptStore::SetAside(const Transcript& transcript, absl::Duration delay,
                                       const v1::SessionEvent& event) {
  return pool_.Transaction([&](Transaction& transaction) -> absl::Status {
    absl::StatusOr<Rows> set_aside = transaction.Query(
        "UPDATE transcripts SET refused_at = coalesce(refused_at, now()), "
        "leased_until = now() + $3::double precision * interval '1 second' "
        "WHERE user_id = $1 AND id = $2 AND status = $4 RETURNING refused_at = now()",
        {transcript.user_id, transcript.id, absl::ToDoubleSeconds(delay),
         ToString(transcript.progress)});
    if (!set_aside.ok()) return set_aside.status();
    if (set_aside->empty() || !set_aside->Bool(0, 0)) return absl::OkStatus();
    return QueueSessionEvent(transaction, transcript, event);
  });
}

absl::Status TranscriptStore::Release(const Transcript& transcript, absl::Duration delay) {
  return pool_
      .Query(
          "UPDATE transcripts "
          "SET leased_until = now() + $3::double precision * interval '1 second' "
          "WHERE user_id = $1 AND id = $2 AND status = $4",
          {transcript.user_id, transcript.id, absl::ToDoubleSeconds(delay),
           ToString(transcript.progress)})
      .status();
}

absl::StatusOr<absl::optional<std::string>> TranscriptStore::SessionOfNote(
    const std::string& user_id, const std::string& note_id) {
  absl::StatusOr<Rows> rows =
      pool_.Query("SELECT session_id FROM transcripts WHERE user_id = $1 AND note_id = $2 LIMIT 1",
                  {user_id, note_id});
  if (!rows.ok()) return rows.status();
  return rows->empty() ? absl::nullopt : rows->OptionalText(0, 0);
}

}  // namespace lossy::agent
