#include "services/notes/note_store.h"

#include <utility>

#include "absl/container/flat_hash_map.h"
#include "absl/strings/str_cat.h"
#include "base/error/error.h"
#include "base/pg/array_param.h"
#include "base/text/uuid.h"
#include "services/notes/note_row.h"
#include "services/shared/text/enum_name.h"

namespace lossy::notes {
namespace {

using base::pg::Param;
using base::pg::Pool;
using base::pg::RowReader;
using base::pg::Rows;
using base::pg::Transaction;
using services::EnumName;

// The edge closes a connection whose client does not read some megabytes, so a page must be well
// below that.
constexpr std::size_t kMaxPageBytes = 2 << 20;

// `key` is the column that, with the id, orders the listing.
absl::StatusOr<Listing> ToListing(const absl::StatusOr<Rows>& rows, int limit, const char* key) {
  if (!rows.ok()) return rows.status();
  Listing listing;
  std::size_t bytes = 0;
  int row = 0;
  for (; row < rows->size() && row < limit; ++row) {
    RowReader reader(*rows, row);
    v1::Note note = ReadNote(reader).note;
    bytes += note.ByteSizeLong();
    if (row > 0 && bytes > kMaxPageBytes) break;
    listing.notes.push_back(std::move(note));
  }
  if (row < rows->size()) {
    listing.next = {std::string(rows->Text(row - 1, rows->Column(key))),
                    std::string(rows->Text(row - 1, rows->Column("id")))};
  }
  return listing;
}

// Inserts or replaces the row of the embedding, and sets the note's visual context.
absl::Status UpsertEmbedding(Transaction& transaction, const std::string& user_id,
                             const Embedding& embedding, v1::Note* note) {
  static constexpr char kSql[] = R"sql(
      INSERT INTO embeddings (user_id, note_id, embedding, timestamp_seconds, source, device)
      VALUES ($1, $2, $3, $4, $5, $6)
      ON CONFLICT (user_id, note_id) DO UPDATE SET
        embedding = excluded.embedding,
        timestamp_seconds = excluded.timestamp_seconds,
        source = excluded.source,
        device = excluded.device,
        stored_at = now())sql";
  *note->mutable_visual_context() = ToVisualContext(embedding);
  return transaction
      .Query(kSql, {user_id, note->id(), embedding.numbers, embedding.timestamp_seconds,
                    EnumName(embedding.source), embedding.device})
      .status();
}

}  // namespace

// The order of the rows keeps two transactions that repeat the same requests from a deadlock.
absl::StatusOr<std::vector<absl::optional<v1::Note>>> InsertNotes(
    Transaction& transaction, absl::Span<const NoteToInsert> notes) {
  static const std::string kSql = absl::StrCat(
      "INSERT INTO notes (user_id, id, request_id, video_id, session_id, timestamp_seconds, ",
      ContentColumns().Written(),
      ") SELECT * FROM unnest($1::text[], $2::uuid[], $3::text[], $4::uuid[], $5::uuid[], "
      "$6::double precision[], ",
      ContentArrays(7), ") AS n (user_id, id, request_id) ORDER BY n.user_id, n.request_id ",
      "ON CONFLICT (user_id, request_id) DO NOTHING RETURNING ", NewNoteColumns());
  std::vector<std::string> ids;
  std::vector<std::vector<Param>> values;
  for (const NoteToInsert& note : notes) {
    const Draft& draft = note.draft;
    ids.push_back(base::NewUuid());
    values.push_back({note.user_id, ids.back(), note.request_id, draft.video_id, draft.session_id,
                      draft.timestamp_seconds});
    ContentColumns().Bind(draft.content, &values.back());
  }
  const absl::StatusOr<Rows> rows = transaction.Query(kSql, base::pg::ArraysOf(std::move(values)));
  if (!rows.ok()) return rows.status();
  absl::flat_hash_map<std::string, v1::Note> inserted;
  for (int row = 0; row < rows->size(); ++row) {
    RowReader reader(*rows, row);
    v1::Note note = ReadNote(reader).note;
    inserted.emplace(note.id(), note);
  }
  std::vector<absl::optional<v1::Note>> result(notes.size());
  for (std::size_t i = 0; i < notes.size(); ++i) {
    const auto found = inserted.find(ids[i]);
    if (found == inserted.end()) continue;
    result[i] = std::move(found->second);
    if (!notes[i].draft.embedding) continue;
    const absl::Status stored =
        UpsertEmbedding(transaction, notes[i].user_id, *notes[i].draft.embedding, &*result[i]);
    if (!stored.ok()) return stored;
  }
  return result;
}

absl::StatusOr<v1::Note> FindCreatedNote(Transaction& transaction, const std::string& user_id,
                                         const std::string& request_id) {
  static const std::string kSql =
      absl::StrCat("SELECT ", NoteColumns(),
                   ", deleted_at IS NOT NULL FROM notes WHERE user_id = $1 AND request_id = $2");
  const absl::StatusOr<Rows> rows = transaction.Query(kSql, {user_id, request_id});
  if (!rows.ok()) return rows.status();
  if (rows->empty()) return base::NotFound("Note not found");
  RowReader reader(*rows, 0);
  v1::Note note = ReadNote(reader).note;
  const bool deleted = reader.Next<bool>();
  if (deleted) note.clear_text();
  return note;
}

absl::StatusOr<v1::Note> StoreEmbedding(Transaction& transaction, const std::string& user_id,
                                        const std::string& note_id, const Embedding& embedding) {
  static const std::string kMark = absl::StrCat(
      "UPDATE notes SET enrichment_source = $3, updated_at = now() ",
      "WHERE user_id = $1 AND id = $2 AND deleted_at IS NULL RETURNING ", NoteColumns());
  absl::StatusOr<v1::Note> note = ToOneNote(
      transaction.Query(kMark, {user_id, note_id, EnumName(EnrichmentBy(embedding.source))}));
  if (!note.ok()) return note;
  const absl::Status stored = UpsertEmbedding(transaction, user_id, embedding, &*note);
  if (!stored.ok()) return stored;
  return note;
}

absl::StatusOr<std::int64_t> AddToNoteCount(Transaction& transaction, const std::string& user_id,
                                            const std::string& video_id, int change) {
  static constexpr char kSql[] = R"sql(
      INSERT INTO note_counts AS c (user_id, video_id, note_count) VALUES ($1, $2, greatest($3, 0))
      ON CONFLICT (user_id, video_id) DO UPDATE SET note_count = c.note_count + $3
      RETURNING note_count, closed_at IS NOT NULL)sql";
  const absl::StatusOr<Rows> rows = transaction.Query(kSql, {user_id, video_id, change});
  if (!rows.ok()) return rows.status();
  RowReader reader(*rows, 0);
  const auto count = reader.Next<std::int64_t>();
  const bool closed = reader.Next<bool>();
  if (change > 0 && closed) return base::NotFound("Video not found");
  return count;
}

// A user's row is found by a subquery with a limit, because the planner has one way to run it
// (docs/adr/0029).
absl::StatusOr<std::map<std::string, Usage>> AddToNoteCounts(Transaction& transaction,
                                                             const std::set<std::string>& users,
                                                             std::vector<VideoCount>& counts) {
  static const std::string kSql = absl::StrCat(R"sql(
      WITH added AS (
        INSERT INTO note_counts AS c (user_id, video_id, note_count)
        SELECT n.user_id, n.video_id, n.added
        FROM unnest($1::text[], $2::uuid[], $3::bigint[])
          WITH ORDINALITY AS n (user_id, video_id, added, nr) ORDER BY n.nr
        ON CONFLICT (user_id, video_id) DO UPDATE SET
          note_count = c.note_count + excluded.note_count
        RETURNING c.user_id AS owner, c.video_id, c.note_count, c.closed_at IS NOT NULL AS closed)
      SELECT k.owner, a.video_id, coalesce(a.note_count, 0), coalesce(a.closed, false),
        coalesce(u.counted, false), )sql",
                                               UsageCounts().columns().Selected(), R"sql(
      FROM unnest($4::text[]) AS k (owner)
      LEFT JOIN LATERAL (
        SELECT x.* FROM user_usage AS x WHERE x.user_id = k.owner LIMIT 1) AS u ON true
      LEFT JOIN added AS a ON a.owner = k.owner)sql");
  std::vector<absl::string_view> owners, videos;
  std::vector<std::int64_t> added;
  std::map<std::pair<absl::string_view, absl::string_view>, VideoCount*> by_video;
  for (VideoCount& count : counts) {
    owners.push_back(count.user_id);
    videos.push_back(count.video_id);
    added.push_back(count.added);
    by_video[{count.user_id, count.video_id}] = &count;
  }
  const std::vector<absl::string_view> all(users.begin(), users.end());
  const absl::StatusOr<Rows> rows = transaction.Query(
      kSql, {Param::Texts(owners), Param::Uuids(videos), Param::Ints(added), Param::Texts(all)});
  if (!rows.ok()) return rows.status();
  std::map<std::string, Usage> usage;
  for (int row = 0; row < rows->size(); ++row) {
    RowReader reader(*rows, row);
    const auto owner = reader.Next<std::string>();
    const auto video = reader.Next<std::string>();
    const auto note_count = reader.Next<std::int64_t>();
    const bool closed = reader.Next<bool>();
    if (const auto found = by_video.find({owner, video}); found != by_video.end()) {
      found->second->note_count = note_count;
      found->second->closed = closed;
    }
    if (reader.Next<bool>()) usage.emplace(owner, UsageCounts().columns().Read(reader));
  }
  const absl::Status counted = UsageCounts().CountOthers(transaction, users, usage);
  if (!counted.ok()) return counted;
  return usage;
}

absl::StatusOr<v1::Note> GetNote(Pool& pool, const std::string& user_id,
                                 const std::string& note_id) {
  static const std::string kSql =
      absl::StrCat("SELECT ", NoteColumns(),
                   " FROM notes WHERE user_id = $1 AND id = $2 AND deleted_at IS NULL");
  return ToOneNote(pool.Query(kSql, {user_id, note_id}));
}

absl::StatusOr<Listing> ListNotesOfVideo(Pool& pool, const std::string& user_id,
                                         const std::string& video_id, const TimelinePage& page) {
  static const std::string kSql = absl::StrCat("SELECT ", NoteColumns(), R"sql(
      FROM notes
      WHERE user_id = $1 AND video_id = $2 AND deleted_at IS NULL
        AND (timestamp_seconds, id) > ($3, $4::uuid)
      ORDER BY notes.timestamp_seconds, id
      LIMIT $5)sql");
  return ToListing(
      pool.Query(kSql, {user_id, video_id, page.after_seconds, page.after_id, page.limit + 1}),
      page.limit, "timestamp_seconds");
}

absl::StatusOr<Listing> ListNotes(Pool& pool, const std::string& user_id, const NewestPage& page) {
  // Two statements rather than one with an OR, so that each uses its own index.
  const auto newest = [](absl::string_view condition) {
    return absl::StrCat("SELECT ", NoteColumns(),
                        " FROM notes WHERE user_id = $1 AND deleted_at IS NULL"
                        " AND ($2::text IS NULL OR category = $2)"
                        " AND ($3::text IS NULL OR status = $3)"
                        " AND (micros(inserted_at), id) < ($4::bigint, $5::uuid)",
                        condition, " ORDER BY micros(inserted_at) DESC, id DESC LIMIT $6");
  };
  static const std::string kOfAll = newest("");
  static const std::string kOfVideo = newest(" AND video_id = $7");
  using Text = absl::optional<std::string>;
  const auto unless_zero = [](auto value) { return value == 0 ? Text() : EnumName(value); };
  const bool of_video = !page.video_id.empty();
  std::vector<Param> params = {user_id,
                               unless_zero(page.category),
                               unless_zero(page.status),
                               page.before_micros,
                               page.before_id,
                               page.limit + 1};
  if (of_video) params.emplace_back(page.video_id);
  return ToListing(pool.Query(of_video ? kOfVideo : kOfAll, params), page.limit, "inserted_micros");
}

absl::StatusOr<std::vector<v1::CategoryCount>> CountDeletedNotes(Pool& pool,
                                                                 const std::string& user_id,
                                                                 const std::string& session_id) {
  static constexpr char kSql[] = R"sql(
      SELECT category, count(*) FROM notes
      WHERE user_id = $1 AND session_id = $2 AND deleted_at IS NOT NULL
      GROUP BY category ORDER BY category)sql";
  const absl::StatusOr<Rows> rows = pool.Query(kSql, {user_id, session_id});
  if (!rows.ok()) return rows.status();
  std::vector<v1::CategoryCount> counts;
  for (int row = 0; row < rows->size(); ++row) {
    RowReader reader(*rows, row);
    v1::CategoryCount& count = counts.emplace_back();
    count.set_category(services::ParseEnum<v1::NoteCategory>(reader.Next<absl::string_view>()));
    count.set_count(reader.Next<int>());
  }
  return counts;
}

}  // namespace lossy::notes
