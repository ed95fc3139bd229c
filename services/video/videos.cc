#include "services/video/videos.h"

#include <algorithm>

#include "absl/strings/numbers.h"
#include "base/error/error.h"
#include "base/once/once.h"
#include "base/outbox/outbox.h"
#include "base/text/cursor.h"
#include "base/text/uuid.h"
#include "services/shared/privacy/acting_for.h"
#include "services/shared/privacy/forget_queue.h"
#include "services/shared/pubsub_topics/topics.h"
#include "services/shared/text/check_id.h"
#include "services/shared/timecode/timecode.h"
#include "services/shared/usage/usage_report.h"
#include "services/video/platform.h"
#include "services/video/sighting.h"

namespace lossy::video {
namespace {

using base::Caller;
using base::pg::Transaction;

constexpr int kDefaultLimit = 100;
constexpr int kMaxLimit = 1000;
constexpr std::size_t kMaxSearchBytes = 500;
constexpr char kAllowedStatuses[] = "must be one of queued, in_progress, complete, archived";

base::RequestKey KeyOf(const Caller& caller, const char* method, const std::string& request_id) {
  return {.user_id = caller.identity.user_id, .method = method, .request_id = request_id};
}

absl::Status Announce(Transaction& transaction, const Caller& caller, const v1::VideoEvent& event) {
  const std::string& user_id = caller.identity.user_id;
  return base::QueueEvent(transaction, services::UserTopic(user_id), event, user_id,
                          caller.request_id);
}

absl::Status AnnounceUpdate(Transaction& transaction, const Caller& caller,
                            const v1::Video& video) {
  v1::VideoEvent event;
  *event.mutable_video_updated() = video;
  return Announce(transaction, caller, event);
}

absl::Status AnnounceDetection(Transaction& transaction, const Caller& caller,
                               const FoundVideo& found) {
  if (!found.created) return AnnounceUpdate(transaction, caller, found.video);
  v1::VideoEvent event;
  *event.mutable_video_created() = found.video;
  return Announce(transaction, caller, event);
}

// The agent comes first: if it is creating a note of a transcript, it does so before the notes are
// deleted, or not at all.
absl::Status QueueForgetting(Transaction& transaction, const Caller& caller,
                             const std::string& video_id) {
  privacy::v1::ForgetRequest request;
  request.set_video_id(video_id);
  for (const char* service : {"agent", "notes"}) {
    const absl::Status queued =
        services::QueueForget(transaction, caller, service, video_id, request);
    if (!queued.ok()) return queued;
  }
  return absl::OkStatus();
}

absl::Status AnnounceDeletion(Transaction& transaction, const Caller& caller,
                              const std::string& video_id) {
  v1::VideoEvent event;
  event.mutable_video_deleted()->set_id(video_id);
  return Announce(transaction, caller, event);
}

// The event follows the redaction, which would remove its content.
absl::Status DeleteWithCopies(Transaction& transaction, const Caller& caller,
                              const std::string& video_id) {
  const std::string& user_id = caller.identity.user_id;
  absl::Status done = DeleteVideo(transaction, user_id, video_id);
  if (done.ok()) done = services::DeleteCopies(transaction, user_id, {video_id});
  if (done.ok()) {
    done = services::QueueRedaction(transaction, caller, services::UserTopic(user_id), {video_id});
  }
  if (done.ok()) done = AnnounceDeletion(transaction, caller, video_id);
  return done.ok() ? QueueForgetting(transaction, caller, video_id) : done;
}

absl::StatusOr<std::vector<std::string>> PageStart(const std::string& cursor) {
  if (cursor.empty()) return std::vector<std::string>();
  absl::StatusOr<std::vector<std::string>> keys = base::DecodeCursor(cursor, 3);
  if (!keys.ok()) return keys.status();
  std::int64_t number = 0;
  if (!absl::SimpleAtoi((*keys)[0], &number) || !absl::SimpleAtoi((*keys)[1], &number) ||
      !base::IsUuid((*keys)[2])) {
    return base::InvalidArgument("filters.cursor", "is not one that was given out");
  }
  return keys;
}

absl::StatusOr<Page> ToPage(const v1::ListVideosRequest::Filters& filters) {
  if (!v1::VideoStatus_IsValid(filters.status())) {
    return base::InvalidArgument("filters.status", kAllowedStatuses);
  }
  const std::string platform = CanonicalPlatform(filters.platform());
  if (platform.empty() && !filters.platform().empty()) {
    return base::InvalidArgument("filters.platform",
                                 "must consist of letters, digits and underscores");
  }
  if (filters.has_limit() && filters.limit() < 1) {
    return base::InvalidArgument("filters.limit", "must be at least 1");
  }
  if (filters.search().size() > kMaxSearchBytes) {
    return base::InvalidArgument("filters.search", "must be at most 500 bytes");
  }
  absl::StatusOr<std::vector<std::string>> after = PageStart(filters.cursor());
  if (!after.ok()) return after.status();
  return Page{.status = filters.status(),
              .platform = platform,
              .search = filters.search(),
              .limit = filters.has_limit() ? std::min(filters.limit(), kMaxLimit) : kDefaultLimit,
              .after = *std::move(after)};
}

absl::StatusOr<services::Timecode> ToTimecode(const v1::UpdateVideoTimecodeRequest& request) {
  if (!request.has_frame_rate()) return base::InvalidArgument("frame_rate", "is required");
  const v1::FrameRate& requested = request.frame_rate();
  const int denominator = requested.denominator() == 0 ? 1 : requested.denominator();
  using services::FrameRate;
  if (!FrameRate::Create(requested.numerator(), denominator, false)) {
    return base::InvalidArgument("frame_rate", FrameRate::kAllowed);
  }
  const absl::optional<FrameRate> rate =
      FrameRate::Create(requested.numerator(), denominator, requested.drop_frame());
  if (!rate) {
    return base::InvalidArgument("frame_rate.drop_frame",
                                 "must be false unless the rate is 30000/1001 or 60000/1001");
  }
  if (!request.has_start_timecode()) return services::Timecode(0, *rate);
  const auto start = services::Timecode::Parse(request.start_timecode(), *rate);
  if (!start) {
    return base::InvalidArgument("start_timecode",
                                 "must be HH:MM:SS:FF, and a label that the frame rate has");
  }
  return *start;
}

// Old clients read the fields of the video beside `video`.
void FillQueued(const v1::Video& video, v1::QueueVideoResponse* response) {
  response->set_id(video.id());
  response->set_platform(video.platform());
  response->set_external_id(video.external_id());
  response->set_url(video.url());
  if (video.has_title()) response->set_title(video.title());
  if (video.has_thumbnail_url()) response->set_thumbnail_url(video.thumbnail_url());
  if (video.has_duration_seconds()) response->set_duration_seconds(video.duration_seconds());
  response->set_status(video.status());
  if (video.has_last_viewed_at()) *response->mutable_last_viewed_at() = video.last_viewed_at();
  response->set_note_count(video.note_count());
  *response->mutable_inserted_at() = video.inserted_at();
  *response->mutable_updated_at() = video.updated_at();
  *response->mutable_video() = video;
  response->set_already_started(video.status() != v1::VIDEO_STATUS_QUEUED);
}

}  // namespace

absl::Status Videos::Detect(const Caller& caller, const v1::DetectVideoRequest& request,
                            v1::DetectVideoResponse* response) {
  Report report{.platform = request.platform(),
                .external_id = request.video_id(),
                .external_id_field = "videoId",
                .url = request.url(),
                .title = {},
                .thumbnail_url = {}};
  if (request.has_title()) report.title = request.title();
  absl::StatusOr<Sighting> sighting = ToSighting(report);
  if (!sighting.ok()) return sighting.status();
  if (absl::Status id = base::CheckRequestId(request.request_id()); !id.ok()) return id;
  return base::Once(pool_, KeyOf(caller, "DetectVideo", request.request_id()), response,
                    [&](Transaction& transaction) {
                      absl::StatusOr<FoundVideo> found =
                          DetectVideo(transaction, caller.identity.user_id, *sighting);
                      if (!found.ok()) return found.status();
                      const v1::Video& video = found->video;
                      response->set_video_id(video.id());
                      response->set_platform(video.platform());
                      response->set_platform_supported(IsSupportedPlatform(video.platform()));
                      absl::Status fits = CheckCreated(transaction, caller, *found);
                      if (!fits.ok()) return fits;
                      return AnnounceDetection(transaction, caller, *found);
                    });
}

absl::Status Videos::List(const Caller& caller, const v1::ListVideosRequest& request,
                          v1::ListVideosResponse* response) {
  absl::StatusOr<Page> page = ToPage(request.filters());
  if (!page.ok()) return page.status();
  page->search_rows = limits_.search_rows;
  absl::StatusOr<Listing> listing = ListPage(caller, *page);
  if (!listing.ok()) return listing.status();
  for (v1::Video& video : listing->videos) *response->add_videos() = std::move(video);
  if (!listing->next.empty()) {
    const std::vector<std::string>& next = listing->next;
    response->set_next_cursor(base::EncodeCursor({next[0], next[1], next[2]}));
  }
  return absl::OkStatus();
}

absl::StatusOr<Listing> Videos::ListPage(const Caller& caller, const Page& page) {
  const std::string& user_id = caller.identity.user_id;
  if (searches_ == nullptr || !page.filtered()) return ListVideos(pool_, user_id, page);
  const absl::StatusOr<base::UserCallLimiter::Permit> permit =
      searches_->Acquire(user_id, caller.deadline);
  if (!permit.ok()) return permit.status();
  return ListVideos(pool_, user_id, page);
}

absl::Status Videos::CheckCreated(Transaction& transaction, const Caller& caller,
                                  const FoundVideo& found) {
  if (!found.created) return absl::OkStatus();
  return CheckQuotas(transaction, caller.identity.user_id, limits_.quotas);
}

absl::Status Videos::GetUsage(const Caller& caller, const v1::GetUsageRequest& request,
                              v1::GetUsageResponse* response) {
  const auto report = services::ReportUsage(pool_, UsageCounts(), caller, request.user_id());
  if (!report.ok()) return report.status();
  const Usage& usage = report->usage;
  services::FillQuota(usage.videos, limits_.quotas.videos, response->mutable_videos());
  services::FillQuota(usage.video_bytes, limits_.quotas.video_bytes,
                      response->mutable_video_bytes());
  services::FillQuota(report->requests.used, report->requests.limit, response->mutable_requests());
  return absl::OkStatus();
}

absl::Status Videos::Get(const Caller& caller, const v1::GetVideoRequest& request,
                         v1::GetVideoResponse* response) {
  if (absl::Status id = services::CheckId("video_id", request.video_id()); !id.ok()) return id;
  absl::StatusOr<v1::Video> video = GetVideo(pool_, caller.identity.user_id, request.video_id());
  if (!video.ok()) return video.status();
  *response->mutable_video() = *std::move(video);
  return absl::OkStatus();
}

absl::Status Videos::UpdateStatus(const Caller& caller, const v1::UpdateVideoStatusRequest& request,
                                  v1::UpdateVideoStatusResponse* response) {
  if (absl::Status id = services::CheckId("video_id", request.video_id()); !id.ok()) return id;
  if (absl::Status id = base::CheckRequestId(request.request_id()); !id.ok()) return id;
  if (!v1::VideoStatus_IsValid(request.status()) ||
      request.status() == v1::VIDEO_STATUS_UNSPECIFIED) {
    return base::InvalidArgument("status", kAllowedStatuses);
  }
  return base::Once(pool_, KeyOf(caller, "UpdateVideoStatus", request.request_id()), response,
                    [&](Transaction& transaction) {
                      absl::StatusOr<v1::Video> video =
                          SetStatus(transaction, caller.identity.user_id, request.video_id(),
                                    request.status());
                      if (!video.ok()) return video.status();
                      *response->mutable_video() = *video;
                      return AnnounceUpdate(transaction, caller, *video);
                    });
}

absl::Status Videos::UpdateTimecode(const Caller& caller,
                                    const v1::UpdateVideoTimecodeRequest& request,
                                    v1::UpdateVideoTimecodeResponse* response) {
  if (absl::Status id = services::CheckId("video_id", request.video_id()); !id.ok()) return id;
  if (absl::Status id = base::CheckRequestId(request.request_id()); !id.ok()) return id;
  const absl::StatusOr<services::Timecode> start = ToTimecode(request);
  if (!start.ok()) return start.status();
  return base::Once(pool_, KeyOf(caller, "UpdateVideoTimecode", request.request_id()), response,
                    [&](Transaction& transaction) {
                      absl::StatusOr<v1::Video> video = SetTimecode(
                          transaction, caller.identity.user_id, request.video_id(), *start);
                      if (!video.ok()) return video.status();
                      *response->mutable_video() = *video;
                      return AnnounceUpdate(transaction, caller, *video);
                    });
}

absl::Status Videos::Queue(const Caller& caller, const v1::QueueVideoRequest& request,
                           v1::QueueVideoResponse* response) {
  Report report{.platform = request.platform(),
                .external_id = request.external_id(),
                .external_id_field = "external_id",
                .url = request.url(),
                .title = {},
                .thumbnail_url = {}};
  if (request.has_title()) report.title = request.title();
  if (request.has_thumbnail_url()) report.thumbnail_url = request.thumbnail_url();
  absl::StatusOr<Sighting> sighting = ToSighting(report);
  if (!sighting.ok()) return sighting.status();
  if (absl::Status id = base::CheckRequestId(request.request_id()); !id.ok()) return id;
  return base::Once(pool_, KeyOf(caller, "QueueVideo", request.request_id()), response,
                    [&](Transaction& transaction) {
                      absl::StatusOr<FoundVideo> found =
                          QueueVideo(transaction, caller.identity.user_id, *sighting);
                      if (!found.ok()) return found.status();
                      absl::Status fits = CheckCreated(transaction, caller, *found);
                      if (!fits.ok()) return fits;
                      FillQueued(found->video, response);
                      v1::VideoEvent event;
                      *event.mutable_video_queued() = found->video;
                      return Announce(transaction, caller, event);
                    });
}

absl::Status Videos::Touch(const Caller& caller, const v1::TouchVideoRequest& request,
                           v1::TouchVideoResponse* response) {
  if (absl::Status id = services::CheckId("video_id", request.video_id()); !id.ok()) return id;
  if (absl::Status id = base::CheckRequestId(request.request_id()); !id.ok()) return id;
  if (request.note_count() < 0) return base::InvalidArgument("note_count", "must not be negative");
  absl::StatusOr<v1::Video> video = touches_.Touch(caller, request);
  if (!video.ok()) return video.status();
  *response->mutable_video() = *std::move(video);
  return absl::OkStatus();
}

absl::Status Videos::Delete(const Caller& caller, const v1::DeleteVideoRequest& request,
                            v1::DeleteVideoResponse* response) {
  const absl::StatusOr<Caller> owner = services::ActingFor(caller, request.user_id());
  if (!owner.ok()) return owner.status();
  if (absl::Status id = services::CheckId("video_id", request.video_id()); !id.ok()) return id;
  if (absl::Status id = base::CheckRequestId(request.request_id()); !id.ok()) return id;
  return base::Once(pool_, KeyOf(*owner, "DeleteVideo", request.request_id()), response,
                    [&](Transaction& transaction) {
                      return DeleteWithCopies(transaction, *owner, request.video_id());
                    });
}

}  // namespace lossy::video
