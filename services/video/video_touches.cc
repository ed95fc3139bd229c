#include "services/video/video_touches.h"

#include <string>
#include <utility>

#include "absl/time/time.h"
#include "base/error/error.h"
#include "base/once/once.h"
#include "base/outbox/queue_all.h"
#include "base/pg/write_together.h"
#include "base/trace/continued_trace.h"
#include "services/shared/pubsub_topics/topics.h"
#include "services/video/video_store.h"

namespace lossy::video {
namespace {

using base::Caller;
using base::pg::Transaction;

// The relay of notes sends several touches at once, each in a call of its own. No client waits.
constexpr absl::Duration kGather = absl::Milliseconds(2);

base::Outgoing UpdateItem(const Caller& caller, const v1::Video& video) {
  const std::string& user_id = caller.identity.user_id;
  v1::VideoEvent event;
  *event.mutable_video_updated() = video;
  return base::EventItem(services::UserTopic(user_id), event, user_id, caller.request_id);
}

}  // namespace

VideoTouches::VideoTouches(base::pg::Pool& pool)
    : pool_(pool),
      batcher_(
          {.parallel = 1, .gather = kGather},
          [this](absl::Span<const TouchOfVideo* const> batch) { return TouchTogether(batch); }) {}

absl::StatusOr<v1::Video> VideoTouches::Touch(const Caller& caller,
                                              const v1::TouchVideoRequest& request) {
  const TouchOfVideo touch{.caller = caller, .request = request, .trace = base::SampledTrace()};
  absl::optional<Result> result = batcher_.Call(touch);
  if (!result) result = TouchTogether({&touch})[0];
  if (!result->ok()) return result->status();
  if (**result) return ***std::move(result);
  return GetVideo(pool_, caller.identity.user_id, request.video_id());
}

absl::Status VideoTouches::Write(Transaction& transaction,
                                 absl::Span<const TouchOfVideo* const> batch,
                                 absl::Span<const std::size_t> items, std::vector<Result>& results,
                                 std::vector<std::size_t>& rejected) {
  std::vector<base::RequestKey> keys;
  for (const std::size_t item : items) {
    keys.push_back({.user_id = batch[item]->caller.identity.user_id,
                    .method = "TouchVideo",
                    .request_id = batch[item]->request.request_id()});
  }
  const absl::StatusOr<std::vector<bool>> fresh = base::MarkRequests(transaction, keys);
  if (!fresh.ok()) return fresh.status();
  std::vector<std::size_t> numbers;
  std::vector<VideoTouch> touches;
  for (std::size_t i = 0; i < items.size(); ++i) {
    results[items[i]] = absl::optional<v1::Video>();
    if (!(*fresh)[i]) continue;
    numbers.push_back(items[i]);
    touches.push_back({.user_id = keys[i].user_id,
                       .video_id = batch[items[i]]->request.video_id(),
                       .note_count = batch[items[i]]->request.note_count()});
  }
  const auto videos = TouchVideos(transaction, touches);
  if (!videos.ok()) return videos.status();
  std::vector<base::Outgoing> events;
  for (std::size_t i = 0; i < numbers.size(); ++i) {
    const absl::optional<v1::Video>& video = (*videos)[i];
    if (!video) {
      rejected.push_back(numbers[i]);
      continue;
    }
    results[numbers[i]] = video;
    events.push_back(UpdateItem(batch[numbers[i]]->caller, *video));
    events.back().trace = batch[numbers[i]]->trace;
  }
  if (!rejected.empty()) return base::NotFound("Video not found");
  return base::QueueAll(transaction, events);
}

std::vector<absl::optional<VideoTouches::Result>> VideoTouches::TouchTogether(
    absl::Span<const TouchOfVideo* const> batch) {
  std::vector<Result> written(batch.size());
  const std::vector<absl::optional<absl::Status>> statuses =
      base::pg::WriteTogether(pool_, batch.size(),
                              [&](Transaction& transaction, absl::Span<const std::size_t> items,
                                  std::vector<std::size_t>& rejected) {
                                return Write(transaction, batch, items, written, rejected);
                              });
  return base::pg::ResultsOf<absl::optional<v1::Video>>(statuses, written);
}

}  // namespace lossy::video
