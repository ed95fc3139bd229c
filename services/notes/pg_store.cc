#include "services/notes/pg_store.h"

#include "base/error/error.h"
#include "base/text/uuid.h"
#include "services/notes/migrations/migrations.h"
#include "services/notes/note_row.h"
#include "services/shared/migrations/migrate.h"
#include "services/shared/text/enum_name.h"

namespace lossy::notes {
namespace {

using base::pg::Rows;
using services::EnumName;

// A client is cut when more than some megabytes wait for it, so a page must fit well.
constexpr std::size_t kMaxPageBytes = 2 << 20;

absl::StatusOr<Listing> ToListing(const absl::StatusOr<Rows>& rows, int limit, int key_column) {
  if (!rows.ok()) return rows.status();
  Listing listing;
  std::size_t bytes = 0;
  int row = 0;
  for (; row < rows->size() && row < limit; ++row) {
    v1::Note note = ToNote(*rows, row);
    bytes += note.ByteSizeLong();
    if (row > 0 && bytes > kMaxPageBytes) break;
    listing.notes.push_back(std::move(note));
  }
  if (row < rows->size()) {
    listing.next = {std::string(rows->Text(row - 1, key_column)),
                    std::string(rows->Text(row - 1, kIdColumn))};
  }
  return listing;
}

// Replaces what was stored of the note.
absl::Status StoreEmbedding(base::pg::Transaction& transaction, const std::string& user_id,
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

absl::Status PgStore::Migrate() { return services::Migrate(pool_, Migrations()); }

absl::StatusOr<absl::optional<v1::Note>> PgStore::Insert(base::pg::Transaction& transaction,
                                                         const std::string& user_id,
                                                         const std::string& request_id,
                                                         const Draft& draft) {
  static constexpr char kSql[] = R"sql(
      INSERT INTO notes (user_id, id, request_id, video_id, session_id, timestamp_seconds, text,
                         raw_transcript, category, confidence, heard_by, written_by,
                         enrichment_source)
      VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)
      ON CONFLICT (user_id, request_id) DO NOTHING
      RETURNING)sql" LOSSY_NOTE_COLUMNS;
  const Content& content = draft.content;
  absl::StatusOr<Rows> rows = transaction.Query(
      kSql, {user_id, base::NewUuid(), request_id, draft.video_id, draft.session_id,
             draft.timestamp_seconds, content.text, content.raw_transcript,
             EnumName(content.category), content.confidence, content.heard_by, content.written_by,
             EnumName(content.enrichment_source)});
  if (!rows.ok()) return rows.status();
  if (rows->empty()) return absl::optional<v1::Note>();
  v1::Note note = ToNote(*rows, 0);
  if (draft.embedding) {
    absl::Status stored = StoreEmbedding(transaction, user_id, *draft.embedding, &note);
    if (!stored.ok()) return stored;
  }
  return absl::make_optional(std::move(note));
}

absl::StatusOr<v1::Note> PgStore::Made(base::pg::Transaction& transaction,
                                       const std::string& user_id, const std::string& request_id) {
  const absl::StatusOr<Rows> rows = transaction.Query(
      "SELECT" LOSSY_NOTE_COLUMNS
      ", deleted_at IS NOT NULL FROM notes WHERE user_id = $1 AND request_id = $2",
      {user_id, request_id});
  absl::StatusOr<v1::Note> note = ToOneNote(rows);
  if (note.ok() && rows->Bool(0, kNoteColumns)) note->clear_text();
  return note;
}

absl::StatusOr<v1::Note> PgStore::Enrich(base::pg::Transaction& transaction,
                                         const std::string& user_id, const std::string& note_id,
                                         const Embedding& embedding) {
  static constexpr char kMark[] = R"sql(
      UPDATE notes SET enrichment_source = $3, updated_at = now()
      WHERE user_id = $1 AND id = $2 AND deleted_at IS NULL
      RETURNING)sql" LOSSY_NOTE_COLUMNS;
  absl::StatusOr<v1::Note> note = ToOneNote(
      transaction.Query(kMark, {user_id, note_id, EnumName(EnrichmentBy(embedding.source))}));
  if (!note.ok()) return note;
  absl::Status stored = StoreEmbedding(transaction, user_id, embedding, &*note);
  if (!stored.ok()) return stored;
  return note;
}

absl::StatusOr<std::int64_t> PgStore::Count(base::pg::Transaction& transaction,
                                            const std::string& user_id, const std::string& video_id,
                                            int change) {
  static constexpr char kSql[] = R"sql(
      INSERT INTO note_counts AS c (user_id, video_id, note_count) VALUES ($1, $2, greatest($3, 0))
      ON CONFLICT (user_id, video_id) DO UPDATE SET note_count = c.note_count + $3
      RETURNING note_count, closed_at IS NOT NULL)sql";
  absl::StatusOr<Rows> rows = transaction.Query(kSql, {user_id, video_id, change});
  if (!rows.ok()) return rows.status();
  if (change > 0 && rows->Bool(0, 1)) return base::NotFound("Video not found");
  return rows->Int(0, 0);
}

absl::StatusOr<v1::Note> PgStore::Get(const std::string& user_id, const std::string& note_id) {
  return ToOneNote(pool_.Query("SELECT" LOSSY_NOTE_COLUMNS
                               "FROM notes WHERE user_id = $1 AND id = $2 AND deleted_at IS NULL",
                               {user_id, note_id}));
}

absl::StatusOr<Listing> PgStore::List(const std::string& user_id, const std::string& video_id,
                                      const TimelinePage& page) {
  static constexpr char kSql[] = "SELECT" LOSSY_NOTE_COLUMNS R"sql(
      FROM notes
      WHERE user_id = $1 AND video_id = $2 AND deleted_at IS NULL
        AND (timestamp_seconds, id) > ($3, $4::uuid)
      ORDER BY notes.timestamp_seconds, id
      LIMIT $5)sql";
  return ToListing(
      pool_.Query(kSql, {user_id, video_id, page.after_seconds, page.after_id, page.limit + 1}),
      page.limit, kSecondsColumn);
}

// Two statements rather than one with an OR, so that each walks its own index.
#define LOSSY_NEWEST_NOTES(of_video)                                                               \
  "SELECT" LOSSY_NOTE_COLUMNS "FROM notes WHERE user_id = $1 AND deleted_at IS NULL AND " of_video \
  " AND ($3::text IS NULL OR category = $3)"                                                       \
  " AND ($4::text IS NULL OR status = $4)"                                                         \
  " AND (micros(inserted_at), id) < ($5::bigint, $6::uuid)"                                        \
  " ORDER BY micros(inserted_at) DESC, id DESC LIMIT $7"

absl::StatusOr<Listing> PgStore::List(const std::string& user_id, const NewestPage& page) {
  static constexpr char kOfVideo[] = LOSSY_NEWEST_NOTES("video_id = $2");
  static constexpr char kOfAll[] = LOSSY_NEWEST_NOTES("$2::uuid IS NULL");
  using Text = absl::optional<std::string>;
  const auto unless_zero = [](auto value) { return value == 0 ? Text() : EnumName(value); };
  const bool all = page.video_id.empty();
  return ToListing(
      pool_.Query(all ? kOfAll : kOfVideo,
                  {user_id, all ? Text() : page.video_id, unless_zero(page.category),
                   unless_zero(page.status), page.before_micros, page.before_id, page.limit + 1}),
      page.limit, kInsertedColumn);
}

absl::StatusOr<std::vector<v1::CategoryCount>> PgStore::CountDeleted(
    const std::string& user_id, const std::string& session_id) {
  static constexpr char kSql[] = R"sql(
      SELECT category, count(*) FROM notes
      WHERE user_id = $1 AND session_id = $2 AND deleted_at IS NOT NULL
      GROUP BY category ORDER BY category)sql";
  absl::StatusOr<Rows> rows = pool_.Query(kSql, {user_id, session_id});
  if (!rows.ok()) return rows.status();
  std::vector<v1::CategoryCount> counts(rows->size());
  for (int row = 0; row < rows->size(); ++row) {
    counts[row].set_category(services::ParseEnum<v1::NoteCategory>(rows->Text(row, 0)));
    counts[row].set_count(static_cast<int>(rows->Int(row, 1)));
  }
  return counts;
}

absl::StatusOr<Usage> PgStore::FindUsage(const std::string& user_id) {
  absl::StatusOr<Usage> usage;
  const absl::Status done = pool_.Transaction([&](base::pg::Transaction& transaction) {
    usage = notes::FindUsage(transaction, user_id);
    return usage.status();
  });
  if (!done.ok()) return done;
  return usage;
}

}  // namespace lossy::notes
