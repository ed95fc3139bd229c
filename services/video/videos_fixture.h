#pragma once

#include <string>
#include <vector>

#include "base/error/error.h"
#include "base/pg/test_database.h"
#include "gtest/gtest.h"
#include "services/shared/testing/outbox_reader.h"
#include "services/video/schema.h"
#include "services/video/videos.h"

namespace lossy::video {

// Returns a caller who is this user.
inline base::Caller As(const std::string& user_id) {
  return {.identity = {.user_id = user_id, .device_id = "d"}, .token = {}, .request_id = "r"};
}

inline channel::v1::Error ErrorOf(const absl::Status& status) { return base::ToError(status); }

// A fixture for tests of Videos on a real PostgreSQL database. No relay delivers the outbox, so a
// test can read the queued events.
class VideosTest : public testing::Test {
 protected:
  VideosTest()
      : pool_({.url = base::pg::TestDatabase::Shared().url(), .schema = "video"}, registry_) {
    EXPECT_TRUE(Migrate(pool_).ok());
    EXPECT_TRUE(pool_.Query("TRUNCATE videos, user_usage, outbox, requests").ok());
    outbox_.emplace(pool_);
    videos_.emplace(pool_);
  }

  void Limit(Videos::Limits limits) { videos_.emplace(pool_, limits, nullptr); }

  // Reports a YouTube video and returns its id in the service.
  std::string Detect(const std::string& user, const std::string& id,
                     const std::string& title = "") {
    v1::DetectVideoRequest request;
    request.set_platform("youtube");
    request.set_video_id(id);
    request.set_url("https://www.youtube.com/watch?v=" + id);
    if (!title.empty()) request.set_title(title);
    v1::DetectVideoResponse response;
    EXPECT_TRUE(videos_->Detect(As(user), request, &response).ok());
    return response.video_id();
  }

  std::vector<std::string> List(const std::string& user, v1::ListVideosRequest request = {}) {
    v1::ListVideosResponse response;
    EXPECT_TRUE(videos_->List(As(user), request, &response).ok());
    std::vector<std::string> ids;
    for (const v1::Video& video : response.videos()) ids.push_back(video.id());
    return ids;
  }

  v1::Video Get(const std::string& user, const std::string& id) {
    absl::StatusOr<v1::Video> video = GetVideo(pool_, user, id);
    EXPECT_TRUE(video.ok()) << video.status();
    return *video;
  }

  std::vector<v1::VideoEvent> Queued(const std::string& topic) {
    return outbox_->Events<v1::VideoEvent>(topic);
  }

  // Returns the videos of the queued video_updated events.
  std::vector<v1::Video> Updates(const std::string& topic) {
    std::vector<v1::Video> videos;
    for (const v1::VideoEvent& event : Queued(topic)) {
      if (event.has_video_updated()) videos.push_back(event.video_updated());
    }
    return videos;
  }

  prometheus::Registry registry_;
  base::pg::Pool pool_;
  absl::optional<services::OutboxReader> outbox_;
  absl::optional<Videos> videos_;
};

}  // namespace lossy::video
