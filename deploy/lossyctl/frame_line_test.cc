#include "deploy/lossyctl/frame_line.h"

#include "gtest/gtest.h"

namespace lossy::lossyctl {
namespace {

admin::v1::Frame Frame() {
  admin::v1::Frame frame;
  frame.mutable_time()->set_seconds(1);
  frame.mutable_time()->set_nanos(5'000'000);
  frame.set_socket_id("ab-0-1");
  frame.set_user_id("ana");
  frame.set_direction(admin::v1::Frame::DIRECTION_OUT);
  frame.set_topic("room:a");
  frame.set_event("echo");
  frame.set_bytes(20);
  return frame;
}

TEST(FrameLineTest, IsOneObject) {
  EXPECT_EQ(FrameLine(Frame(), "10.0.0.1:4300"),
            R"({"time":"1970-01-01T00:00:01.005Z","edge":"10.0.0.1:4300","socket":"ab-0-1",)"
            R"("user":"ana","direction":"out","topic":"room:a","event":"echo","bytes":20})");
}

TEST(FrameLineTest, HasTheRefAndThePayloadIfThereAreAny) {
  admin::v1::Frame frame = Frame();
  frame.set_direction(admin::v1::Frame::DIRECTION_IN);
  frame.set_ref("7");
  frame.set_payload("{\"x\":1}\n");
  frame.set_cut(true);
  EXPECT_EQ(FrameLine(frame, "e"),
            R"({"time":"1970-01-01T00:00:01.005Z","edge":"e","socket":"ab-0-1","user":"ana",)"
            R"("direction":"in","topic":"room:a","event":"echo","ref":"7","bytes":20,)"
            R"("payload":"{\"x\":1}\n","cut":true})");
}

TEST(FrameLineTest, ReplacesBytesThatAreNotUtf8) {
  admin::v1::Frame frame = Frame();
  frame.set_payload(
      "a\xff\xff"
      "b");
  EXPECT_NE(FrameLine(frame, "e")
                .find("\"payload\":\"a\xef\xbf\xbd\xef\xbf\xbd"
                      "b\""),
            std::string::npos);
}

}  // namespace
}  // namespace lossy::lossyctl
