#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "absl/functional/function_ref.h"
#include "absl/status/statusor.h"
#include "absl/types/optional.h"
#include "base/once/once.h"
#include "base/pg/pool.h"
#include "lossy/notes/v1/notes.pb.h"
#include "services/notes/draft.h"
#include "services/notes/embedding.h"
#include "services/notes/page.h"
#include "services/notes/usage.h"

namespace lossy::notes {

// Notes in the page's order. It may be shorter than the page's limit, because it is also bounded in
// bytes; only without `next` is it the last one.
struct Listing {
  std::vector<v1::Note> notes;
  std::vector<std::string> next;  // Empty, or the keys of the last note: the order's and the id.
};

// The schema `notes`. Every row belongs to a user; a method sees only that user's. Deleted notes
// are not there, except where it says so. Thread-safe.
class PgStore {
 public:
  explicit PgStore(base::pg::Pool& pool) : pool_(pool) {}

  // Creates the schema or brings it up to date.
  absl::Status Migrate();

  // As Pool::Transaction.
  absl::Status Transaction(absl::FunctionRef<absl::Status(base::pg::Transaction&)> work) {
    return pool_.Transaction(work);
  }

  // The new note; none if the request made one before.
  static absl::StatusOr<absl::optional<v1::Note>> Insert(base::pg::Transaction& transaction,
                                                         const std::string& user_id,
                                                         const std::string& request_id,
                                                         const Draft& draft);
  // The note that the request made. If it was deleted since, it has no text.
  static absl::StatusOr<v1::Note> Made(base::pg::Transaction& transaction,
                                       const std::string& user_id, const std::string& request_id);
  // The note with what was on screen; replaces what was stored.
  static absl::StatusOr<v1::Note> Enrich(base::pg::Transaction& transaction,
                                         const std::string& user_id, const std::string& note_id,
                                         const Embedding& embedding);
  // Adds to the number of notes that a video has, and tells it. Others that change it wait until
  // the transaction ends. NOT_FOUND if one more is too many because the video was deleted.
  static absl::StatusOr<std::int64_t> Count(base::pg::Transaction& transaction,
                                            const std::string& user_id, const std::string& video_id,
                                            int change);

  absl::StatusOr<v1::Note> Get(const std::string& user_id, const std::string& note_id);
  absl::StatusOr<Listing> List(const std::string& user_id, const std::string& video_id,
                               const TimelinePage& page);
  absl::StatusOr<Listing> List(const std::string& user_id, const NewestPage& page);
  // Deleted notes of a session, by category, of those categories that have some.
  absl::StatusOr<std::vector<v1::CategoryCount>> CountDeleted(const std::string& user_id,
                                                              const std::string& session_id);
  absl::StatusOr<Usage> FindUsage(const std::string& user_id);
  absl::StatusOr<base::RequestCount> CountRequests(const std::string& user_id) {
    return base::CountRequests(pool_, user_id);
  }

 private:
  base::pg::Pool& pool_;
};

}  // namespace lossy::notes
