#include <future>
#include <set>
#include <string>
#include <utility>

#include "base/text/uuid.h"
#include "gmock/gmock.h"
#include "services/video/videos_fixture.h"

namespace lossy::video {
namespace {

using testing::ElementsAre;

TEST_F(VideosTest, GivesEachUserTheirOwnVideoOfTheSameSource) {
  const std::string ann = Detect("ann", "abc");
  const std::string ben = Detect("ben", "abc");
  EXPECT_NE(ann, ben);
  EXPECT_EQ(Detect("ann", "abc"), ann);
  EXPECT_THAT(List("ann"), ElementsAre(ann));
}

TEST_F(VideosTest, GivesOneIdToConcurrentDetections) {
  std::vector<std::future<std::string>> all;
  for (int i = 0; i < 6; ++i) {
    all.push_back(std::async(std::launch::async, [this] { return Detect("ann", "race"); }));
  }
  const std::string first = all[0].get();
  for (std::size_t i = 1; i < all.size(); ++i) EXPECT_EQ(all[i].get(), first);
}

TEST_F(VideosTest, KeepsATitleThatIsNotSentAgain) {
  const std::string id = Detect("ann", "abc");
  EXPECT_FALSE(Get("ann", id).has_title());
  Detect("ann", "abc", "Rough cut");
  Detect("ann", "abc");
  EXPECT_EQ(Get("ann", id).title(), "Rough cut");
  EXPECT_TRUE(Get("ann", id).has_last_viewed_at());
}

TEST_F(VideosTest, HidesTheVideosOfOtherUsers) {
  const std::string id = Detect("ann", "abc");
  v1::GetVideoRequest get;
  get.set_video_id(id);
  v1::GetVideoResponse got;
  EXPECT_EQ(ErrorOf(videos_->Get(As("ben"), get, &got)).reason(), channel::v1::REASON_NOT_FOUND);
  v1::UpdateVideoStatusRequest update;
  update.set_video_id(id);
  update.set_status(v1::VIDEO_STATUS_ARCHIVED);
  v1::UpdateVideoStatusResponse updated;
  EXPECT_EQ(ErrorOf(videos_->UpdateStatus(As("ben"), update, &updated)).reason(),
            channel::v1::REASON_NOT_FOUND);
  EXPECT_EQ(Get("ann", id).status(), v1::VIDEO_STATUS_IN_PROGRESS);
  EXPECT_TRUE(Queued("user:ben").empty());
}

TEST_F(VideosTest, PublishesADetectedVideoInTheSameTransaction) {
  const std::string id = Detect("ann", "abc");
  std::vector<v1::VideoEvent> events = Queued("user:ann");
  ASSERT_EQ(events.size(), 1);
  EXPECT_EQ(events[0].video_created().SerializeAsString(), Get("ann", id).SerializeAsString());
  Detect("ann", "abc", "Rough cut");
  events = Queued("user:ann");
  ASSERT_EQ(events.size(), 2);
  EXPECT_EQ(events[1].video_updated().SerializeAsString(), Get("ann", id).SerializeAsString());
  EXPECT_EQ(events[1].video_updated().title(), "Rough cut");
  EXPECT_TRUE(Queued("user:ben").empty());
}

TEST_F(VideosTest, PublishesAVideoOnceForConcurrentDetections) {
  std::vector<std::future<std::string>> all;
  for (int i = 0; i < 6; ++i) {
    all.push_back(std::async(std::launch::async, [this] { return Detect("ann", "race"); }));
  }
  for (std::future<std::string>& detection : all) detection.get();
  const std::vector<v1::VideoEvent> events = Queued("user:ann");
  ASSERT_EQ(events.size(), 6);
  EXPECT_TRUE(events[0].has_video_created());
  EXPECT_EQ(Updates("user:ann").size(), 5);
}

TEST_F(VideosTest, PublishesNothingForARepeatedOrRefusedDetection) {
  Limit({.quotas = {.videos = 1}});
  v1::DetectVideoRequest request;
  request.set_platform("youtube");
  request.set_video_id("abc");
  request.set_request_id("once");
  v1::DetectVideoResponse response;
  ASSERT_TRUE(videos_->Detect(As("ann"), request, &response).ok());
  ASSERT_TRUE(videos_->Detect(As("ann"), request, &response).ok());
  request.set_video_id("def");
  request.set_request_id("another");
  EXPECT_EQ(ErrorOf(videos_->Detect(As("ann"), request, &response)).reason(),
            channel::v1::REASON_QUOTA_EXCEEDED);
  EXPECT_EQ(Queued("user:ann").size(), 1);
}

TEST_F(VideosTest, PublishesANewStatusInTheSameTransaction) {
  v1::UpdateVideoStatusRequest update;
  update.set_video_id(Detect("ann", "abc"));
  update.set_status(v1::VIDEO_STATUS_COMPLETE);
  v1::UpdateVideoStatusResponse updated;
  ASSERT_TRUE(videos_->UpdateStatus(As("ann"), update, &updated).ok());
  const std::vector<v1::Video> updates = Updates("user:ann");
  ASSERT_EQ(updates.size(), 1);
  EXPECT_EQ(updates[0].status(), v1::VIDEO_STATUS_COMPLETE);
  EXPECT_EQ(updated.video().id(), update.video_id());
}

v1::UpdateVideoTimecodeRequest Timing(const std::string& video_id, int numerator, int denominator,
                                      bool drop_frame, const std::string& start) {
  v1::UpdateVideoTimecodeRequest request;
  request.set_video_id(video_id);
  request.mutable_frame_rate()->set_numerator(numerator);
  request.mutable_frame_rate()->set_denominator(denominator);
  request.mutable_frame_rate()->set_drop_frame(drop_frame);
  if (!start.empty()) request.set_start_timecode(start);
  return request;
}

TEST_F(VideosTest, StoresTheFrameRateAndTheStartTimecode) {
  const std::string id = Detect("ann", "abc");
  EXPECT_FALSE(Get("ann", id).has_frame_rate());
  EXPECT_FALSE(Get("ann", id).has_start_timecode());
  v1::UpdateVideoTimecodeResponse updated;
  ASSERT_TRUE(
      videos_->UpdateTimecode(As("ann"), Timing(id, 60000, 2002, true, "01:00:00:00"), &updated)
          .ok());
  EXPECT_EQ(updated.video().frame_rate().numerator(), 30000);
  EXPECT_EQ(updated.video().frame_rate().denominator(), 1001);
  EXPECT_TRUE(updated.video().frame_rate().drop_frame());
  EXPECT_EQ(updated.video().start_timecode(), "01:00:00;00");
  EXPECT_EQ(Get("ann", id).SerializeAsString(), updated.video().SerializeAsString());
  ASSERT_EQ(Updates("user:ann").size(), 1);
  EXPECT_EQ(Updates("user:ann")[0].start_timecode(), "01:00:00;00");
  ASSERT_TRUE(videos_->UpdateTimecode(As("ann"), Timing(id, 25, 0, false, ""), &updated).ok());
  EXPECT_EQ(Get("ann", id).frame_rate().denominator(), 1);
  EXPECT_EQ(Get("ann", id).start_timecode(), "00:00:00:00");
  Detect("ann", "abc");
  EXPECT_EQ(Get("ann", id).frame_rate().numerator(), 25);
}

TEST_F(VideosTest, RejectsTimecodeThatNoFrameHas) {
  const std::string id = Detect("ann", "abc");
  v1::UpdateVideoTimecodeRequest without_rate;
  without_rate.set_video_id(id);
  const std::pair<v1::UpdateVideoTimecodeRequest, const char*> refused[] = {
      {without_rate, "frame_rate"},
      {Timing(id, 2997, 100, false, ""), "frame_rate"},
      {Timing(id, -24, -1, false, ""), "frame_rate"},
      {Timing(id, 30, 1, true, ""), "frame_rate.drop_frame"},
      {Timing(id, 30000, 1001, true, "00:01:00;00"), "start_timecode"},
      {Timing(id, 24, 1, false, "00:00:00:24"), "start_timecode"},
      {Timing(id, 24, 1, false, "24:00:00:00"), "start_timecode"},
      {Timing("12", 24, 1, false, ""), "video_id"},
  };
  v1::UpdateVideoTimecodeResponse updated;
  for (const auto& [request, field] : refused) {
    const channel::v1::Error error = ErrorOf(videos_->UpdateTimecode(As("ann"), request, &updated));
    EXPECT_EQ(error.details().count(field), 1) << error.ShortDebugString();
  }
  EXPECT_EQ(
      ErrorOf(videos_->UpdateTimecode(As("ben"), Timing(id, 24, 1, false, ""), &updated)).reason(),
      channel::v1::REASON_NOT_FOUND);
}

TEST_F(VideosTest, DoesARepeatedRequestOnce) {
  v1::UpdateVideoStatusRequest update;
  update.set_video_id(Detect("ann", "abc"));
  update.set_status(v1::VIDEO_STATUS_COMPLETE);
  update.set_request_id("once");
  v1::UpdateVideoStatusResponse first, second;
  ASSERT_TRUE(videos_->UpdateStatus(As("ann"), update, &first).ok());
  ASSERT_TRUE(videos_->UpdateStatus(As("ann"), update, &second).ok());
  EXPECT_EQ(Updates("user:ann").size(), 1);
  EXPECT_EQ(first.SerializeAsString(), second.SerializeAsString());
}

TEST_F(VideosTest, NamesTheFieldThatIsWrong) {
  v1::DetectVideoResponse response;
  v1::DetectVideoRequest request;
  EXPECT_EQ(ErrorOf(videos_->Detect(As("ann"), request, &response)).message(),
            "platform is required");
  request.set_platform("youtube");
  EXPECT_EQ(ErrorOf(videos_->Detect(As("ann"), request, &response)).message(),
            "videoId is required");
  request.set_video_id("abc");
  request.set_url("javascript:alert(1)");
  EXPECT_EQ(ErrorOf(videos_->Detect(As("ann"), request, &response)).message(),
            "url must be an http or https URL, such as https://example.org/a.jpg");
  request.set_url("https://x.org/\"><script>");
  EXPECT_TRUE(absl::IsInvalidArgument(videos_->Detect(As("ann"), request, &response)));
  v1::GetVideoRequest get;
  get.set_video_id("12");
  v1::GetVideoResponse got;
  EXPECT_EQ(ErrorOf(videos_->Get(As("ann"), get, &got)).message(), "video_id must be a UUID");
}

TEST_F(VideosTest, TakesUrlsAsBrowsersSendThem) {
  v1::DetectVideoRequest request;
  request.set_platform("generic");
  request.set_video_id("a");
  const std::pair<const char*, const char*> cases[] = {
      {"https://example.org/L'été (1).mp4?q=a`b", "https://example.org/L%27été%20(1).mp4?q=a%60b"},
      {"https://example.org/%E6%98%A0%20(2).mp4", "https://example.org/%E6%98%A0%20(2).mp4"},
      {"https://müller.example/映画", "https://müller.example/映画"},
      {"HTTP://[2001:db8::1]:8080/a;b=1,2!$&*+@~^{}|",
       "HTTP://[2001:db8::1]:8080/a;b=1,2!$&*+@~^{}|"}};
  for (const auto& [sent, stored] : cases) {
    request.set_url(sent);
    v1::DetectVideoResponse response;
    ASSERT_TRUE(videos_->Detect(As("ann"), request, &response).ok()) << sent;
    EXPECT_EQ(Get("ann", response.video_id()).url(), stored);
  }
}

TEST_F(VideosTest, ExplainsTheFormOfAUrl) {
  v1::QueueVideoRequest request;
  request.set_platform("youtube");
  request.set_external_id("a");
  v1::QueueVideoResponse response;
  const auto refusal = [&](const char* thumbnail) {
    request.set_thumbnail_url(thumbnail);
    return ErrorOf(videos_->Queue(As("ann"), request, &response)).message();
  };
  EXPECT_EQ(
      refusal("data:image/png;base64,AAAA"),
      "thumbnail_url must be an http or https URL, such as https://example.org/a.jpg; a data: "
      "URL, which has the content itself, is not stored");
  EXPECT_EQ(refusal("blob:https://example.org/1"),
            "thumbnail_url must be an http or https URL, such as https://example.org/a.jpg");
  EXPECT_EQ(refusal("https:///a.jpg"),
            "thumbnail_url must name a host, as in https://example.org/clip");
  EXPECT_EQ(refusal("https://example.org/\"a"),
            "thumbnail_url must not contain control characters, nor \", < or >, which are %22, %3C "
            "and %3E");
}

// The rows are those of the former version.
TEST_F(VideosTest, FindsAVideoThatTheVersionBeforeStored) {
  const char sql[] =
      "INSERT INTO videos (user_id, id, platform, external_id, url, status) "
      "VALUES ('ann', $1, $2, $3, $4, 'queued')";
  const struct {
    const char *platform, *id, *url, *sent;
  } cases[] = {
      {"vimeo", "12", "https://vimeo.com/showcase/12/video/34",
       "https://player.vimeo.com/video/34?h=abc"},
      {"generic", "/share/x", "https://www.loom.com/share/a1b2c3d4e5f60718293a4b5c6d7e8f90",
       "https://www.loom.com/share/a1b2c3d4e5f60718293a4b5c6d7e8f90?t=3"},
      {"generic", "/file", "", "https://drive.google.com/file/d/1AbCdEfGh/view"}};
  for (const auto& stored : cases) {
    const std::string id = base::NewUuid();
    ASSERT_TRUE(pool_.Query(sql, {id, stored.platform, stored.id, stored.url}).ok());
    v1::DetectVideoRequest request;
    request.set_platform(stored.platform);
    request.set_video_id(stored.id);
    // First under the source of the former version.
    request.set_url(*stored.url != '\0' ? stored.url : stored.sent);
    v1::DetectVideoResponse response;
    ASSERT_TRUE(videos_->Detect(As("ann"), request, &response).ok());
    EXPECT_EQ(response.video_id(), id) << stored.sent;
    EXPECT_EQ(Get("ann", id).external_id(), stored.id);
  }
}

TEST_F(VideosTest, DoesNotTakeAVideoForAnotherOfItsCollection) {
  v1::DetectVideoRequest request;
  request.set_platform("vimeo");
  request.set_video_id("/showcase/12");
  std::set<std::string> ids;
  for (const char* url : {"https://vimeo.com/showcase/12/video/34",
                          "https://vimeo.com/showcase/12/video/56", "https://vimeo.com/showcase/12",
                          "https://vimeo.com/12", "https://vimeo.com/channels/12/34"}) {
    request.set_url(url);
    v1::DetectVideoResponse response;
    ASSERT_TRUE(videos_->Detect(As("ann"), request, &response).ok());
    ids.insert(response.video_id());
  }
  EXPECT_EQ(ids.size(), 4);
}

TEST_F(VideosTest, QueuesANewOneButLeavesAStartedOneAlone) {
  v1::QueueVideoRequest request;
  request.set_platform("frame_io");
  request.set_external_id("e1");
  request.set_title("Teaser");
  v1::QueueVideoResponse response;
  ASSERT_TRUE(videos_->Queue(As("ann"), request, &response).ok());
  EXPECT_EQ(response.platform(), "frameio");
  EXPECT_EQ(response.status(), v1::VIDEO_STATUS_QUEUED);
  EXPECT_EQ(response.video().id(), response.id());
  EXPECT_FALSE(response.already_started());
  EXPECT_EQ(Queued("user:ann")[0].video_queued().id(), response.id());

  const std::string started = Detect("ann", "abc");
  request.set_platform("youtube");
  request.set_external_id("abc");
  response.Clear();
  ASSERT_TRUE(videos_->Queue(As("ann"), request, &response).ok());
  EXPECT_EQ(response.id(), started);
  EXPECT_TRUE(response.already_started());
  EXPECT_EQ(response.status(), v1::VIDEO_STATUS_IN_PROGRESS);
}

TEST_F(VideosTest, StartsAQueuedVideoWhenItIsWorkedOn) {
  v1::QueueVideoRequest queue;
  queue.set_platform("youtube");
  queue.set_external_id("abc");
  v1::QueueVideoResponse queued;
  ASSERT_TRUE(videos_->Queue(As("ann"), queue, &queued).ok());
  v1::TouchVideoRequest touch;
  touch.set_video_id(queued.id());
  touch.set_note_count(3);
  v1::TouchVideoResponse touched;
  ASSERT_TRUE(videos_->Touch(As("ann"), touch, &touched).ok());
  EXPECT_EQ(touched.video().status(), v1::VIDEO_STATUS_IN_PROGRESS);
  EXPECT_EQ(Get("ann", queued.id()).note_count(), 3);
}

}  // namespace
}  // namespace lossy::video
