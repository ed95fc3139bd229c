#include "services/video/platform.h"

#include "gtest/gtest.h"

namespace lossy::video {
namespace {

struct Case {
  const char *platform, *external_id, *url, *expected_platform, *expected_id;
};

class CanonicalSource : public testing::TestWithParam<Case> {};

TEST_P(CanonicalSource, IsTheSameHoweverItIsSpelled) {
  const Case& c = GetParam();
  const Source source = Canonical(c.platform, c.external_id, c.url);
  EXPECT_EQ(source.platform, c.expected_platform);
  EXPECT_EQ(source.external_id, c.expected_id);
}

INSTANTIATE_TEST_SUITE_P(
    Urls, CanonicalSource,
    testing::Values(
        Case{"youtube", "abc", "https://www.youtube.com/watch?v=abc", "youtube", "abc"},
        Case{"youtube", "x", "https://m.youtube.com/watch?t=3&v=abc#top", "youtube", "abc"},
        Case{"generic", "/abc", "https://youtu.be/abc?t=3", "youtube", "abc"},
        Case{"youtube", "/shorts/abc", "https://youtube.com/shorts/abc", "youtube", "abc"},
        Case{"youtube", "abc", "", "youtube", "abc"},
        Case{"vimeo", "/channels/staff/76979871", "https://vimeo.com/channels/staff/76979871",
             "vimeo", "76979871"},
        Case{"frame_io", "/player/5e0c1d2f", "https://app.frame.io/player/5e0c1d2f", "frameio",
             "5e0c1d2f"},
        Case{"frameio", "5e0c1d2f", "https://next.frame.io/project/1/view/5e0c1d2f", "frameio",
             "5e0c1d2f"},
        Case{"frame_io", "e1", "", "frameio", "e1"},
        Case{"air", "one", "https://app.air.inc/library", "air", "one"},
        Case{"tiktok", "", "https://www.tiktok.com/@a.b/video/7123456789", "tiktok", "7123456789"},
        Case{"Generic", "/clip.mp4", "https://example.org:8443/clip.mp4", "generic", "/clip.mp4"},
        Case{"notyoutube", "a", "https://notyoutube.com/watch?v=b", "notyoutube", "a"},
        Case{"my_site", "a", "https://my.site/a", "my_site", "a"},
        Case{"my site!", "a", "https://my.site/a", "", "a"}));

}  // namespace
}  // namespace lossy::video
