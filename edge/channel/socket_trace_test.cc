#include "base/trace/fake_span_sink.h"
#include "edge/channel/socket_fixture.h"
#include "edge/channel/unknown_key_reporter.h"
#include "gmock/gmock.h"
#include "lossy/sample/v1/room.pb.h"

namespace lossy::edge {
namespace {

using base::SpanRecord;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;

constexpr char kTraceparent[] = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";
constexpr char kTraceId[] = "4bf92f3577b34da6a3ce929d0e0e4736";

// The spans of the fixture's objects end before the sink.
struct WithSpanSink {
  base::FakeSpanSink sink_;
};

class SocketTraceTest : protected WithSpanSink, public SocketTest {
 protected:
  // Returns the client span whose parent is `parent`; an empty record if there is none.
  SpanRecord ChildOf(const SpanRecord& parent) const {
    for (SpanRecord& span : sink_.spans()) {
      if (span.kind == base::SpanKind::kClient && span.parent == parent.context.span) return span;
    }
    return {};
  }
};

TEST_F(SocketTraceTest, TracesAJoinItsCallAndItsReply) {
  Say(R"(["1","1","room:a","phx_join",{}])");
  const base::TraceContext called = upstream_.calls.back()->context.trace;
  upstream_.calls.back()->Answer(absl::OkStatus());
  const SpanRecord join = sink_.Find("phx_join");
  EXPECT_EQ(join.kind, base::SpanKind::kServer);
  EXPECT_EQ(join.parent, 0u);
  EXPECT_EQ(called, join.context);
  EXPECT_EQ(sink_.Find("socket_write").parent, join.context.span);
}

TEST_F(SocketTraceTest, ContinuesTheTraceInAJoinAndInAPush) {
  Say(absl::StrCat(R"(["1","1","room:a","phx_join",{"traceparent":")", kTraceparent, "\"}]"));
  upstream_.calls.back()->Answer(absl::OkStatus());
  Say(absl::StrCat(R"(["1","2","room:a","echo",{"x":"b","traceparent":")", kTraceparent, "\"}]"));
  upstream_.calls.back()->Answer(absl::OkStatus());
  for (const char* name : {"phx_join", "echo"}) {
    const SpanRecord span = sink_.Find(name);
    EXPECT_EQ(span.context.TraceId(), kTraceId) << name;
    EXPECT_EQ(span.parent, 0x00f067aa0ba902b7u) << name;
  }
  EXPECT_EQ(upstream_.calls.back()->context.trace, sink_.Find("echo").context);
}

TEST_F(SocketTraceTest, IgnoresAnInvalidTraceparent) {
  for (const char* text : {"7", "null", "\"\"", "\"00-0-0-01\"", "{\"a\":1}"}) {
    Say(absl::StrCat(R"(["1","1","room:a","phx_join",{"traceparent":)", text, "}]"));
    const base::TraceContext trace = upstream_.calls.back()->context.trace;
    EXPECT_FALSE(trace.empty()) << text;
    EXPECT_NE(trace.TraceId(), kTraceId) << text;
    upstream_.calls.back()->Answer(absl::OkStatus());
    EXPECT_THAT(Sent(), testing::Contains(HasSubstr("\"ok\""))) << text;
  }
}

TEST_F(SocketTraceTest, ContinuesTheTraceOfTheConnection) {
  socket_ = MakeSocket(transport_, {.serializer = Serializer::kV2,
                                    .identity = {.user_id = "ann", .device_id = "d"},
                                    .connection = nullptr,
                                    .trace = base::ParseTraceparent(kTraceparent)});
  Join("1", "room:a");
  EXPECT_EQ(sink_.Find("phx_join").context.TraceId(), kTraceId);
}

TEST_F(SocketTraceTest, ReportsNoTraceparentAsAnUnknownKey) {
  UnknownKeyReporter reporter(registry_);
  channel_table_.emplace(table_, metrics_.routes, &reporter);
  Restart();
  Say(absl::StrCat(R"(["1","1","room:a","phx_join",{"traceparent":")", kTraceparent, "\"}]"));
  upstream_.calls.back()->Answer(absl::OkStatus());
  EXPECT_THAT(Sent(), testing::Each(Not(HasSubstr("warnings"))));
  Say(absl::StrCat(R"(["1","2","room:a","echo",{"traceparent":")", kTraceparent, "\"}]"));
  upstream_.calls.back()->Answer(absl::OkStatus());
  EXPECT_THAT(Sent(), testing::Each(Not(HasSubstr("warnings"))));
  socket_.reset();
}

TEST_F(SocketTraceTest, TracesARequestOfASession) {
  FakeUpstream::Stream& stream = JoinCounter();
  EXPECT_EQ(ChildOf(sink_.Find("phx_join")).context, stream.context.trace);
  Say(R"(["1","2","counter:c","add",{"amount":4}])");
  sample::v1::CountRequest request;
  ASSERT_TRUE(request.ParseFromString(stream.sent.back()));
  sample::v1::CountResponse reply;
  reply.set_ref(request.ref());
  stream.Bring(reply.SerializeAsString());
  const SpanRecord add = sink_.Find("add");
  EXPECT_EQ(add.kind, base::SpanKind::kServer);
  EXPECT_FALSE(ChildOf(add).context.empty());
}

TEST_F(SocketTraceTest, MarksAFailedCall) {
  Join("1", "room:a");
  Say(R"(["1","2","room:a","echo",{}])");
  upstream_.calls.back()->Answer(absl::InternalError("a defect"));
  EXPECT_TRUE(sink_.Find("echo").failed);
  EXPECT_FALSE(sink_.Find("phx_join").failed);
}

TEST_F(SocketTraceTest, DoesNotTraceHeartbeats) {
  Say(R"([null,"1","phoenix","heartbeat",{}])");
  EXPECT_THAT(sink_.spans(), IsEmpty());
}

TEST_F(SocketTest, CallsWithoutATraceIfTracesAreOff) {
  Say(absl::StrCat(R"(["1","1","room:a","phx_join",{"traceparent":")", kTraceparent, "\"}]"));
  EXPECT_TRUE(upstream_.calls.back()->context.trace.empty());
}

}  // namespace
}  // namespace lossy::edge
