#include "services/video/platform.h"

#include <fstream>
#include <string>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/str_split.h"
#include "gtest/gtest.h"
#include "re2/re2.h"
#include "services/video/page_url.h"
#include "services/video/platform_table.h"

namespace lossy::video {
namespace {

struct Case {
  const char *platform, *external_id, *url, *expected_platform, *expected_id;
};

class CanonicalSource : public testing::TestWithParam<Case> {};

TEST_P(CanonicalSource, IsTheSameForEachSpelling) {
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

struct Shape {
  std::string platform, id, url;
};

std::vector<Shape> Shapes() {
  std::ifstream file("services/video/testdata/platform_urls.tsv");
  std::vector<Shape> shapes;
  for (std::string line; std::getline(file, line);) {
    if (absl::StartsWith(line, "#")) continue;
    const std::vector<std::string> cells = absl::StrSplit(line, '\t');
    EXPECT_EQ(cells.size(), 3) << line;
    shapes.push_back({cells[0], cells[1], cells[2]});
  }
  return shapes;
}

TEST(Platforms, HaveRulesWithValidExpressions) {
  EXPECT_GE(Platforms().size(), 11);
  for (const Platform& platform : Platforms()) {
    EXPECT_FALSE(platform.domains.empty()) << platform.name;
    EXPECT_FALSE(platform.ids.empty()) << platform.name;
    for (const IdRule& rule : platform.ids) {
      EXPECT_TRUE(rule.path || rule.query || !rule.links.empty()) << platform.name;
      for (const RE2* expression : {rule.path.get(), rule.query.get(), rule.without.get()}) {
        EXPECT_TRUE(expression == nullptr || expression->ok()) << platform.name;
      }
    }
  }
}

TEST(PlatformUrls, NameTheVideo) {
  const std::vector<Shape> shapes = Shapes();
  EXPECT_GE(shapes.size(), 100);
  for (const Shape& shape : shapes) {
    const Source source = Canonical("generic", "claimed", shape.url);
    EXPECT_EQ(source.platform, shape.platform) << shape.url;
    EXPECT_EQ(source.external_id, shape.id) << shape.url;
  }
}

TEST(PlatformUrls, NameTheSameVideoInEveryEncoding) {
  for (const Shape& shape : Shapes()) {
    const Source source = Canonical("generic", "claimed", EncodedUrl(shape.url));
    EXPECT_EQ(source.external_id, shape.id) << shape.url;
  }
}

TEST(PlatformUrls, EndWithLinksOfAnyLength) {
  std::string url = "https://youtube.com/";
  for (int i = 0; i < 100; ++i) url = "https://youtube.com/?u=" + url;
  EXPECT_EQ(Canonical("generic", "claimed", url).external_id, "claimed");
}

// The sources that the former version stored.
TEST(FormerSource, IsTheOneOfTheVersionBefore) {
  const Case cases[] = {
      {"generic", "claimed", "https://vimeo.com/showcase/12/video/34", "vimeo", "12"},
      {"generic", "claimed", "https://vimeo.com/channels/12/34", "vimeo", "12"},
      {"generic", "claimed", "https://vimeo.com/34/abc", "vimeo", "34"},
      {"generic", "claimed", "https://www.youtube.com/embed/videoseries?list=PL", "youtube",
       "videoseries"},
      {"generic", "claimed", "https://www.youtube.com/e/abc", "youtube", "claimed"},
      {"generic", "/share/x", "https://www.loom.com/share/x", "generic", "/share/x"},
      {"my_drive", "x", "https://drive.google.com/file/d/abc/view", "my_drive", "x"},
      {"frame_io", "x", "https://f.io/AbCdEfGh", "frameio", "x"}};
  for (const Case& c : cases) {
    const Source former = Former(c.platform, c.external_id, c.url);
    EXPECT_EQ(former.platform, c.expected_platform) << c.url;
    EXPECT_EQ(former.external_id, c.expected_id) << c.url;
  }
}

}  // namespace
}  // namespace lossy::video
