#include "services/agent/voice/voice_telemetry.h"

#include <limits>

#include "gtest/gtest.h"

namespace lossy::agent {
namespace {

const absl::Time kStart = absl::FromUnixMillis(1'700'000'000'123);

VoiceTelemetry Busy() {
  VoiceTelemetry telemetry;
  telemetry.Start(kStart);
  telemetry.RecordHeartbeat(kStart + absl::Seconds(5));
  for (int i = 0; i < 2; ++i) telemetry.CountSpeech();
  for (int i = 0; i < 3; ++i) telemetry.CountIgnoredInCooldown();
  for (int i = 0; i < 4; ++i) telemetry.CountIgnoredWithoutVideo();
  for (int i = 0; i < 5; ++i) telemetry.CountNote();
  telemetry.CountRestart();
  telemetry.Measure({.confidence = 0.5, .latency_ms = 10, .duration_ms = 900});
  telemetry.Measure({.confidence = 0.75, .latency_ms = 20});
  return telemetry;
}

TEST(VoiceTelemetryTest, SpellsEachNumberAsBothKindsOfClientDo) {
  const Figures expected = {{"speech_detections", 2},
                            {"speechDetections", 2},
                            {"ignored_cooldown", 3},
                            {"ignoredCooldown", 3},
                            {"ignored_no_context", 4},
                            {"ignoredNoContext", 4},
                            {"notes_created", 5},
                            {"notesCreated", 5},
                            {"restart_attempts", 1},
                            {"restartAttempts", 1},
                            {"latency_samples", 2},
                            {"latencySamples", 2},
                            {"avg_latency_ms", 15},
                            {"avgLatencyMs", 15},
                            {"last_latency_ms", 20},
                            {"lastLatencyMs", 20},
                            {"last_confidence", 0.75},
                            {"lastConfidence", 0.75},
                            {"last_duration_ms", 900},
                            {"lastDurationMs", 900},
                            {"started_at", 1'700'000'000'123},
                            {"startedAt", 1'700'000'000'123},
                            {"last_heartbeat_at", 1'700'000'005'123},
                            {"lastHeartbeatAt", 1'700'000'005'123}};
  EXPECT_EQ(Busy().ToFigures(), expected);
}

TEST(VoiceTelemetryTest, OmitsUnknownFigures) {
  const Figures figures = VoiceTelemetry().ToFigures();
  for (const char* name : {"avgLatencyMs", "lastConfidence", "startedAt", "lastHeartbeatAt"}) {
    EXPECT_EQ(figures.count(name), 0u) << name;
  }
  EXPECT_EQ(figures.at("speechDetections"), 0);
}

TEST(VoiceTelemetryTest, MarksANewMeasurement) {
  VoiceTelemetry telemetry;
  EXPECT_FALSE(telemetry.Measure({}));
  EXPECT_TRUE(telemetry.Measure({.confidence = 0.5, .latency_ms = 10}));
  EXPECT_FALSE(telemetry.Measure({.confidence = 0.5, .latency_ms = 10}));
  EXPECT_FALSE(telemetry.Measure({}));
  EXPECT_TRUE(telemetry.Measure({.latency_ms = 11}));
}

TEST(VoiceTelemetryTest, IsRestoredFromItsFigures) {
  const Figures figures = Busy().ToFigures();
  VoiceTelemetry again = VoiceTelemetry::FromFigures(figures);
  EXPECT_EQ(again.ToFigures(), figures);
  again.Measure({.latency_ms = 30});
  EXPECT_EQ(again.ToFigures().at("avgLatencyMs"), 20);
}

TEST(VoiceTelemetryTest, LeavesOutInvalidFigures) {
  const VoiceTelemetry telemetry =
      VoiceTelemetry::FromFigures({{"speech_detections", -1},
                                   {"notes_created", std::numeric_limits<double>::quiet_NaN()},
                                   {"started_at", 1e300},
                                   {"last_confidence", std::numeric_limits<double>::infinity()}});
  EXPECT_EQ(telemetry.ToFigures(), VoiceTelemetry().ToFigures());
}

}  // namespace
}  // namespace lossy::agent
