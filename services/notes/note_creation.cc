#include "services/notes/note_creation.h"

#include <cstdint>
#include <map>
#include <set>
#include <utility>

#include "absl/types/optional.h"
#include "base/error/error.h"
#include "base/outbox/queue_all.h"
#include "base/pg/write_together.h"
#include "base/trace/continued_trace.h"
#include "services/notes/note_store.h"
#include "services/notes/outgoing.h"

namespace lossy::notes {
namespace {

using base::pg::Transaction;

// The user's and the video's id.
using VideoKey = std::pair<std::string, std::string>;

}  // namespace

// One attempt to write some notes of a batch in one transaction.
class NoteCreation::Attempt {
 public:
  Attempt(absl::Span<const NewNote* const> batch, absl::Span<const std::size_t> items,
          Transaction& transaction, const Quotas& quotas)
      : batch_(batch), items_(items), transaction_(transaction), quotas_(quotas) {}

  // Writes the notes and sets their `results`. Appends the numbers of those that cannot be written
  // to `rejected`.
  absl::Status Write(std::vector<Result>& results, std::vector<std::size_t>& rejected);

 private:
  const NewNote& ItemOf(std::size_t i) const { return *batch_[items_[i]]; }
  VideoKey VideoOf(std::size_t i) const {
    return {ItemOf(i).caller.identity.user_id, notes_[i]->video_id()};
  }

  absl::Status Insert();
  // Counts the notes of the videos, and checks the quotas of the users and that no video is
  // deleted.
  absl::Status Count(std::vector<std::size_t>& rejected);
  absl::Status CheckUsers(const std::map<std::string, Usage>& usage,
                          std::vector<std::size_t>& rejected) const;
  absl::Status CheckVideos(const std::vector<VideoCount>& counts,
                           std::vector<std::size_t>& rejected);
  absl::Status Queue();
  absl::Status ReadRepeated(std::vector<Result>& results);

  const absl::Span<const NewNote* const> batch_;
  const absl::Span<const std::size_t> items_;
  Transaction& transaction_;
  const Quotas& quotas_;
  // By the position in items_; nullopt: an earlier request created the note.
  std::vector<absl::optional<v1::Note>> notes_;
  std::map<VideoKey, std::int64_t> note_counts_;
};

// The note counts are locked before the events are queued, so that the events of one video are
// queued in the order of their commits.
absl::Status NoteCreation::Attempt::Write(std::vector<Result>& results,
                                          std::vector<std::size_t>& rejected) {
  absl::Status status = Insert();
  if (status.ok()) status = Count(rejected);
  if (status.ok()) status = Queue();
  if (status.ok()) status = ReadRepeated(results);
  if (!status.ok()) return status;
  for (std::size_t i = 0; i < items_.size(); ++i) {
    if (notes_[i]) results[items_[i]] = *notes_[i];
  }
  return absl::OkStatus();
}

absl::Status NoteCreation::Attempt::Insert() {
  std::vector<NoteToInsert> rows;
  for (std::size_t i = 0; i < items_.size(); ++i) {
    const NewNote& item = ItemOf(i);
    rows.push_back({.user_id = item.caller.identity.user_id,
                    .request_id = item.request_id,
                    .draft = item.draft});
  }
  absl::StatusOr<std::vector<absl::optional<v1::Note>>> inserted = InsertNotes(transaction_, rows);
  if (!inserted.ok()) return inserted.status();
  notes_ = *std::move(inserted);
  return absl::OkStatus();
}

absl::Status NoteCreation::Attempt::Count(std::vector<std::size_t>& rejected) {
  std::set<std::string> users;
  std::map<VideoKey, std::int64_t> added;
  for (std::size_t i = 0; i < items_.size(); ++i) {
    if (!notes_[i]) continue;
    users.insert(ItemOf(i).caller.identity.user_id);
    if (notes_[i]->has_video_id()) ++added[VideoOf(i)];
  }
  if (users.empty()) return absl::OkStatus();
  std::vector<VideoCount> counts;
  for (const auto& [video, number] : added) {
    counts.push_back({.user_id = video.first, .video_id = video.second, .added = number});
  }
  const absl::StatusOr<std::map<std::string, Usage>> usage =
      AddToNoteCounts(transaction_, users, counts);
  if (!usage.ok()) return usage.status();
  absl::Status status = CheckUsers(*usage, rejected);
  return status.ok() ? CheckVideos(counts, rejected) : status;
}

absl::Status NoteCreation::Attempt::CheckUsers(const std::map<std::string, Usage>& usage,
                                               std::vector<std::size_t>& rejected) const {
  absl::Status problem;
  for (std::size_t i = 0; i < items_.size(); ++i) {
    if (!notes_[i]) continue;
    const absl::Status fits =
        CheckUsage(usage.at(ItemOf(i).caller.identity.user_id), Added::kNote, quotas_);
    if (fits.ok()) continue;
    rejected.push_back(items_[i]);
    problem = fits;
  }
  return problem;
}

absl::Status NoteCreation::Attempt::CheckVideos(const std::vector<VideoCount>& counts,
                                                std::vector<std::size_t>& rejected) {
  std::set<VideoKey> closed;
  for (const VideoCount& count : counts) {
    note_counts_[{count.user_id, count.video_id}] = count.note_count;
    if (count.closed) closed.insert({count.user_id, count.video_id});
  }
  if (closed.empty()) return absl::OkStatus();
  for (std::size_t i = 0; i < items_.size(); ++i) {
    if (notes_[i] && closed.contains(VideoOf(i))) rejected.push_back(items_[i]);
  }
  return base::NotFound("Video not found");
}

// The last note of a video in this transaction also queues the video's new number of notes.
absl::Status NoteCreation::Attempt::Queue() {
  std::map<VideoKey, std::size_t> last;
  for (std::size_t i = 0; i < items_.size(); ++i) {
    if (notes_[i] && notes_[i]->has_video_id()) last[VideoOf(i)] = i;
  }
  std::vector<base::Outgoing> outgoing;
  for (std::size_t i = 0; i < items_.size(); ++i) {
    if (!notes_[i]) continue;
    const NewNote& item = ItemOf(i);
    v1::NoteEvent event;
    *event.mutable_note_created() = *notes_[i];
    std::vector<base::Outgoing> items = NoteEventItems(item.caller, notes_[i]->video_id(), event);
    if (notes_[i]->has_video_id() && last[VideoOf(i)] == i) {
      items.push_back(TouchItem(item.caller, notes_[i]->video_id(), note_counts_[VideoOf(i)]));
    }
    for (base::Outgoing& queued : items) {
      queued.trace = item.trace;
      outgoing.push_back(std::move(queued));
    }
  }
  return base::QueueAll(transaction_, outgoing);
}

absl::Status NoteCreation::Attempt::ReadRepeated(std::vector<Result>& results) {
  for (std::size_t i = 0; i < items_.size(); ++i) {
    if (notes_[i]) continue;
    const NewNote& item = ItemOf(i);
    absl::StatusOr<v1::Note> first =
        FindCreatedNote(transaction_, item.caller.identity.user_id, item.request_id);
    if (!first.ok()) return first.status();
    results[items_[i]] = *std::move(first);
  }
  return absl::OkStatus();
}

NoteCreation::NoteCreation(base::pg::Pool& pool, Quotas quotas)
    : pool_(pool),
      quotas_(quotas),
      // A transaction locks the usage of its users until it ends.
      batcher_({.key = [](const NewNote& note) { return note.caller.identity.user_id; }},
               [this](absl::Span<const NewNote* const> batch) { return CreateTogether(batch); }) {}

absl::StatusOr<v1::Note> NoteCreation::Create(const base::Caller& caller,
                                              const std::string& request_id, const Draft& draft) {
  const NewNote note{
      .caller = caller, .request_id = request_id, .draft = draft, .trace = base::SampledTrace()};
  absl::optional<Result> created = batcher_.Call(note);
  // It could not be written with the others of its batch.
  if (!created) created = CreateTogether({&note})[0];
  return *std::move(created);
}

std::vector<absl::optional<NoteCreation::Result>> NoteCreation::CreateTogether(
    absl::Span<const NewNote* const> batch) {
  std::vector<Result> written(batch.size());
  const std::vector<absl::optional<absl::Status>> statuses = base::pg::WriteTogether(
      pool_, batch.size(),
      [&](Transaction& transaction, absl::Span<const std::size_t> items,
          std::vector<std::size_t>& rejected) {
        return Attempt(batch, items, transaction, quotas_).Write(written, rejected);
      });
  return base::pg::ResultsOf<v1::Note>(statuses, written);
}

}  // namespace lossy::notes
