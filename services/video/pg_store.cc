#include "services/video/pg_store.h"

#include <algorithm>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "base/error/error.h"
#include "base/text/uuid.h"
#include "services/shared/migrations/migrate.h"
#include "services/shared/text/enum_name.h"
#include "services/shared/text/timestamp.h"
#include "services/video/migrations/migrations.h"

namespace lossy::video {
namespace {

using base::pg::Rows;
using base::pg::Transaction;

// The columns that ToVideo reads. The keys of a page come last.
#define LOSSY_VIDEO_COLUMNS                                                           \
  " id, platform, external_id, url, title, thumbnail_url, duration_seconds, status, " \
  "micros(last_viewed_at), note_count, micros(inserted_at), micros(updated_at), "     \
  "coalesce(micros(last_viewed_at), 0) "

v1::Video ToVideo(const Rows& rows, int row) {
  v1::Video video;
  video.set_id(std::string(rows.Text(row, 0)));
  video.set_platform(std::string(rows.Text(row, 1)));
  video.set_external_id(std::string(rows.Text(row, 2)));
  video.set_url(std::string(rows.Text(row, 3)));
  if (!rows.IsNull(row, 4)) video.set_title(std::string(rows.Text(row, 4)));
  if (!rows.IsNull(row, 5)) video.set_thumbnail_url(std::string(rows.Text(row, 5)));
  if (!rows.IsNull(row, 6)) video.set_duration_seconds(rows.Double(row, 6));
  video.set_status(services::ParseEnum<v1::VideoStatus>(rows.Text(row, 7)));
  if (!rows.IsNull(row, 8))
    *video.mutable_last_viewed_at() = services::ToTimestamp(rows.Time(row, 8));
  video.set_note_count(rows.Int(row, 9));
  *video.mutable_inserted_at() = services::ToTimestamp(rows.Time(row, 10));
  *video.mutable_updated_at() = services::ToTimestamp(rows.Time(row, 11));
  return video;
}

absl::StatusOr<v1::Video> One(const absl::StatusOr<Rows>& rows) {
  if (!rows.ok()) return rows.status();
  if (rows->empty()) return base::NotFound("Video not found");
  return ToVideo(*rows, 0);
}

// The source under which the video is stored, or is to be. Under its former one, a version before
// may have stored another video of the same collection: the URL that is stored tells.
absl::StatusOr<Source> StoredSource(Transaction& transaction, const std::string& user_id,
                                    const Sighting& sighting) {
  if (!sighting.former) return sighting.source;
  const Source& former = *sighting.former;
  absl::StatusOr<Rows> rows = transaction.Query(
      "SELECT url FROM videos WHERE user_id = $1 AND platform = $2 AND external_id = $3 "
      "AND NOT EXISTS (SELECT 1 FROM videos "
      "WHERE user_id = $1 AND platform = $4 AND external_id = $5)",
      {user_id, former.platform, former.external_id, sighting.source.platform,
       sighting.source.external_id});
  if (!rows.ok()) return rows.status();
  if (rows->empty()) return sighting.source;
  const absl::string_view url = rows->Text(0, 0);
  // Without one, only a name that a client gave the video itself can be of the same.
  const bool same = url.empty()
                        ? former.platform != sighting.source.platform
                        : Canonical(former.platform, former.external_id, url) == sighting.source;
  return same ? former : sighting.source;
}

// `sql` returns the row that it found or inserted.
absl::StatusOr<PgStore::Found> FindOrCreate(Transaction& transaction, absl::string_view sql,
                                            const std::string& user_id, const Sighting& sighting) {
  const std::string fresh_id = base::NewUuid();
  absl::StatusOr<Source> source = StoredSource(transaction, user_id, sighting);
  if (!source.ok()) return source.status();
  absl::StatusOr<v1::Video> video =
      One(transaction.Query(sql, {user_id, fresh_id, source->platform, source->external_id,
                                  sighting.url, sighting.title, sighting.thumbnail_url}));
  if (!video.ok()) return video.status();
  const bool created = video->id() == fresh_id;
  return PgStore::Found{.video = *std::move(video), .created = created};
}

std::string EscapeLike(absl::string_view text) {
  return absl::StrReplaceAll(text, {{"\\", "\\\\"}, {"%", "\\%"}, {"_", "\\_"}});
}

// The statement is planned once for a connection, perhaps while the table is empty, when each of
// its indexes seems as good as another. With these the only plan is the index in the page's order,
// which stops after the page; any other reads all of the user's videos and sorts them.
constexpr char kWalkTheLibrary[] =
    "SET LOCAL enable_sort = off; SET LOCAL enable_bitmapscan = off; SET LOCAL enable_seqscan = "
    "off";

// The number of the row among those that were looked at, and whether it passes the filters.
constexpr int kNumberColumn = 13;
constexpr int kWantedColumn = 14;

// The rows that a page looks at: without a filter, one more than it shows.
int RowsToLookAt(const Page& page) {
  return page.filtered() ? std::max(page.search_rows, page.limit + 1) : page.limit + 1;
}

// The rows of the page and one more, if there is one: the next of the page, or the last that was
// looked at, wanted or not.
absl::StatusOr<Rows> SelectPage(Transaction& transaction, const std::string& user_id,
                                const Page& page) {
  static constexpr char kSql[] = "SELECT" LOSSY_VIDEO_COLUMNS R"sql(, number, wanted
      FROM (SELECT *, row_number() OVER () AS number,
                   coalesce(($2::text IS NULL OR status = $2)
                            AND ($3::text IS NULL OR platform = $3)
                            AND ($4::text IS NULL OR title ILIKE $4 OR url ILIKE $4),
                            false) AS wanted
            FROM (SELECT * FROM videos
                  WHERE user_id = $1
                    AND (coalesce(micros(last_viewed_at), 0), micros(inserted_at), id)
                        < ($5::bigint, $6::bigint, $7::uuid)
                  ORDER BY coalesce(micros(last_viewed_at), 0) DESC, micros(inserted_at) DESC,
                           id DESC
                  LIMIT $9) looked_at) numbered
      WHERE wanted OR number = $9
      LIMIT $8)sql";
  using Text = absl::optional<std::string>;
  static const std::vector<std::string> kBeforeAll = {"9223372036854775807", "9223372036854775807",
                                                      "ffffffff-ffff-ffff-ffff-ffffffffffff"};
  const std::vector<std::string>& after = page.after.empty() ? kBeforeAll : page.after;
  return transaction.Query(
      kSql, {user_id,
             page.status == v1::VIDEO_STATUS_UNSPECIFIED ? Text() : services::EnumName(page.status),
             page.platform.empty() ? Text() : page.platform,
             page.search.empty() ? Text() : absl::StrCat("%", EscapeLike(page.search), "%"),
             after[0], after[1], after[2], page.limit + 1, RowsToLookAt(page)});
}

std::vector<std::string> KeysOf(const Rows& rows, int row) {
  return {std::string(rows.Text(row, 12)), std::string(rows.Text(row, 10)),
          std::string(rows.Text(row, 0))};
}

Listing ToListing(const Rows& rows, const Page& page) {
  Listing listing;
  for (int row = 0; row < rows.size(); ++row) {
    if (static_cast<int>(listing.videos.size()) == page.limit) {
      listing.next = KeysOf(rows, row - 1);
      return listing;
    }
    if (rows.Bool(row, kWantedColumn)) listing.videos.push_back(ToVideo(rows, row));
    if (rows.Int(row, kNumberColumn) == RowsToLookAt(page)) listing.next = KeysOf(rows, row);
  }
  return listing;
}

}  // namespace

absl::Status PgStore::Migrate() { return services::Migrate(pool_, Migrations()); }

absl::StatusOr<PgStore::Found> PgStore::Detect(Transaction& transaction, const std::string& user_id,
                                               const Sighting& sighting) {
  static constexpr char kSql[] = R"sql(
      INSERT INTO videos AS v (user_id, id, platform, external_id, url, title, thumbnail_url, status,
                               last_viewed_at)
      VALUES ($1, $2, $3, $4, $5, $6, $7, 'in_progress', now())
      ON CONFLICT (user_id, platform, external_id) DO UPDATE SET
        url = coalesce(nullif(excluded.url, ''), v.url),
        title = coalesce(excluded.title, v.title),
        thumbnail_url = coalesce(excluded.thumbnail_url, v.thumbnail_url),
        last_viewed_at = now(),
        updated_at = now()
      RETURNING)sql" LOSSY_VIDEO_COLUMNS;
  return FindOrCreate(transaction, kSql, user_id, sighting);
}

absl::StatusOr<PgStore::Found> PgStore::Queue(Transaction& transaction, const std::string& user_id,
                                              const Sighting& sighting) {
  static constexpr char kSql[] = R"sql(
      INSERT INTO videos AS v (user_id, id, platform, external_id, url, title, thumbnail_url, status,
                               queued_at)
      VALUES ($1, $2, $3, $4, $5, $6, $7, 'queued', now())
      ON CONFLICT (user_id, platform, external_id) DO UPDATE SET
        url = coalesce(nullif(excluded.url, ''), v.url),
        title = coalesce(excluded.title, v.title),
        thumbnail_url = coalesce(excluded.thumbnail_url, v.thumbnail_url),
        status = CASE v.status WHEN 'archived' THEN 'queued' ELSE v.status END,
        queued_at = CASE v.status WHEN 'archived' THEN now() ELSE v.queued_at END,
        updated_at = now()
      RETURNING)sql" LOSSY_VIDEO_COLUMNS;
  return FindOrCreate(transaction, kSql, user_id, sighting);
}

absl::StatusOr<v1::Video> PgStore::SetStatus(Transaction& transaction, const std::string& user_id,
                                             const std::string& video_id, v1::VideoStatus status) {
  static constexpr char kSql[] = R"sql(
      UPDATE videos SET
        status = $3,
        queued_at = CASE WHEN $3 = 'queued' AND status <> $3 THEN now() ELSE queued_at END,
        completed_at = CASE WHEN $3 = 'complete' AND status <> $3 THEN now() ELSE completed_at END,
        updated_at = now()
      WHERE user_id = $1 AND id = $2
      RETURNING)sql" LOSSY_VIDEO_COLUMNS;
  return One(transaction.Query(kSql, {user_id, video_id, services::EnumName(status)}));
}

absl::StatusOr<v1::Video> PgStore::Touch(Transaction& transaction, const std::string& user_id,
                                         const std::string& video_id, std::int64_t note_count) {
  static constexpr char kSql[] = R"sql(
      UPDATE videos SET
        status = CASE status WHEN 'queued' THEN 'in_progress' ELSE status END,
        note_count = $3,
        last_viewed_at = now(),
        updated_at = now()
      WHERE user_id = $1 AND id = $2
      RETURNING)sql" LOSSY_VIDEO_COLUMNS;
  return One(transaction.Query(kSql, {user_id, video_id, note_count}));
}

absl::Status PgStore::Delete(Transaction& transaction, const std::string& user_id,
                             const std::string& video_id) {
  const absl::StatusOr<Rows> deleted =
      transaction.Query("DELETE FROM videos WHERE user_id = $1 AND id = $2", {user_id, video_id});
  if (!deleted.ok()) return deleted.status();
  return deleted->affected() > 0 ? absl::OkStatus() : base::NotFound("Video not found");
}

absl::StatusOr<v1::Video> PgStore::Get(const std::string& user_id, const std::string& video_id) {
  return One(pool_.Query("SELECT" LOSSY_VIDEO_COLUMNS "FROM videos WHERE user_id = $1 AND id = $2",
                         {user_id, video_id}));
}

absl::StatusOr<Usage> PgStore::FindUsage(const std::string& user_id) {
  absl::StatusOr<Usage> usage;
  const absl::Status done = pool_.Transaction([&](Transaction& transaction) {
    usage = video::FindUsage(transaction, user_id);
    return usage.status();
  });
  if (!done.ok()) return done;
  return usage;
}

absl::StatusOr<Listing> PgStore::List(const std::string& user_id, const Page& page) {
  absl::StatusOr<Rows> rows = Rows(nullptr);
  const absl::Status done = pool_.Transaction([&](Transaction& transaction) {
    if (absl::Status planned = transaction.Execute(kWalkTheLibrary); !planned.ok()) return planned;
    rows = SelectPage(transaction, user_id, page);
    return rows.status();
  });
  if (!done.ok()) return done;
  return ToListing(*rows, page);
}

}  // namespace lossy::video
