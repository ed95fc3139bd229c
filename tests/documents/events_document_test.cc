#include <cstdlib>
#include <fstream>
#include <sstream>
#include <string>

#include "absl/strings/str_cat.h"
#include "gtest/gtest.h"

namespace lossy {
namespace {

std::string ReadText(const std::string& path) {
  std::ifstream file(path);
  std::stringstream text;
  text << file.rdbuf();
  return text.str();
}

// The order of the files is that of descriptor_targets in deploy/local/build.sh.
TEST(EventsDocumentTest, IsTheOneThatTheProtosGive) {
  const std::string out = testing::TempDir() + "events.md";
  const int status = std::system(absl::StrCat("deploy/lossyctl/lossyctl contract events"
                                              " proto/lossy/video/v1/video_descriptors.binpb"
                                              " proto/lossy/notes/v1/notes_descriptors.binpb"
                                              " proto/lossy/agent/v1/agent_descriptors.binpb >",
                                              out)
                                     .c_str());
  ASSERT_EQ(status, 0);
  const std::string written = ReadText(out);
  ASSERT_FALSE(written.empty());
  EXPECT_TRUE(ReadText("docs/events.md") == written)
      << "docs/events.md differs from the protos: write it with ./dev docs";
}

}  // namespace
}  // namespace lossy
