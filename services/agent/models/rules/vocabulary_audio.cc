#include "services/agent/models/rules/vocabulary_tables.h"

namespace lossy::agent {
namespace {

constexpr int kTopic = notes::v1::NOTE_CATEGORY_AUDIO;

constexpr Entry kEntries[] = {
    {kTopic, 5,
     "=(cuts out|drops out|cutting out|dropping out|drops off|cut in and out|"
     "cuts in and out)"},
    {kTopic, 4.5, "=(clipping|clips the|popping|rings)"},
    {kTopic, 2, "=(sounds)"},
    {kTopic, 5,
     "(background music|background noise|wind noise|room tone|sound effect|sound effects|"
     "sound design|voice over|voice overs|voiceover|sound mix|audio mix|audio level|"
     "audio levels|music cue|music bed|lip sync|lip syncing|out of sync with the audio|"
     "ambient sound|noise floor|mouth click|mouth noise|audio track|music track|"
     "sound track|background track|the track|backing track|boom sound|frequency|low end|"
     "high end frequencies|p sounds|s sounds|plosive|left channel|right channel|"
     "left ear|right ear|left side only|surround|stereo|mono|sound level|sound levels|"
     "sound quality|audio quality|audio sync|theme music|theme song|record scratch|"
     "mic bump|bump on the mic|bumps the mic|handling noise|room noise|fan noise|"
     "air conditioner|traffic noise|siren|sirens|birds|barking in the background|swell|"
     "underscore|sting|stinger|riser|laugh track|creak|creaking|squeak|squeaky|click|"
     "clicking|thump|thud|bassy|treble|low cut|high pass|noise gate|gated|lufs|"
     "loudness|crosstalk|talking over each other|talk over each other|pitch|pitched|"
     "pitchy|off key|auto tune|autotune|latency|cymbal|trumpet|strings|violin|choir|"
     "remix|make out the words|make out what|can't make out the words|can't make out "
     "what|understand what he's saying|"
     "understand what she's saying|understand what they're saying|understand a word|"
     "what she's saying|what he's saying|what they're saying|sounds thin|sounds hollow|"
     "sounds far|sounds distant|sounds like he's|sounds like she's|sounds like they're|"
     "hollow|speaks too|speaking too softly|too softly|room echo|wind on the|"
     "in the left|in the right ear|earbuds|levels between|level between|musical|"
     "metallic|scratchy|raspy|nasal|compressed|overmodulated|room reverb|s sound|"
     "sibilants|footsteps|gunshot|crowd noise|cheering|applause|voice is|her voice|"
     "his voice|song choice|music choice|tone of his voice|narrator|lav|lavalier|lapel|"
     "shotgun mic|the wind|wind is|windy|microphones|mic'd|clothing rustle|rustle|"
     "rustling|lips|p's|s's|t's|cartoonish sound|calmer song|happier song|sadder song|"
     "different song|another song|different music|new music|this music|that music|"
     "the beat|bpm|band|singer|vocalist|mp3 quality|bitrate of the audio|volume drop|"
     "volume dip|volume drops|volume dips|volume jumps|volume spikes|too loud|so loud|"
     "really loud|too quiet|so quiet|really quiet|barely hear|can't hear|hard to hear|"
     "couldn't hear|hear him|hear her|hear them|hear the|the hearing|audio lag|"
     "audio delay|audio drift|behind the video|ahead of the video|ahead of the picture|"
     "behind the picture|lips don't match|mouth doesn't match|doesn't match his mouth|"
     "doesn't match her lips|her mouth|his lips|take a breath|breathing in|breath before|"
     "inhale|inhales|exhale|sniffle|sniffles|throat|swallow|whistle|whistling|bell|"
     "alarm|ringtone|horn|honk|honking|engine|helicopter|plane|airplane|"
     "construction noise|chewing|tapping|typing sound|paper noise|clattering|hvac|"
     "refrigerator|static in)"},
    {kTopic, 5.5,
     "(his levels|her levels|their levels|your levels|levels are|level is|level of|"
     "my ears|hurts the ears|ears hurt|hurt my ear|strain to|straining|yell|yells|"
     "yelling|scream|screaming|phone vibrating|vibrate|vibrating|vibration|underwater|"
     "tin can|tunnel|bucket|like a phone call|over the phone|down the phone|telephone|"
     "in a cave|in a closet|in a hall|in a barrel|carry the music|stop dead|stops dead|"
     "stopping dead|goes silent|go silent|completely silent|goes quiet|chatter|"
     "people talking in|someone talking in|somebody talking in|talking in the background|"
     "laughing in the background|motorcycle|motorbike|lawn mower|drill|drilling|hammer|"
     "hammering|under the voice|under his voice|under her voice|under the voices|"
     "under the dialogue|under the talking|under the speech|the ambience|atmos|"
     "bring up the atmosphere|more atmosphere|atmosphere sound|room sound|radio voice|"
     "walkie talkie|talk over the|talking over the|sings|singing|singer's|humming|"
     "beeping|dinging|clunk|clank|rattle|rattling|scratching|crackles|hissing|buzzes|"
     "deafening|earrape|blast|blasting|blares|blaring|ear piercing|piercing|"
     "into the mic|into the microphone|breathes into|breathing into|recorded in|recorded on|"
     "word is swallowed|swallows|mumbled|intelligible|unintelligible|hear what|"
     "make out a word|sound goes|sound comes|sound is|sound drops|sound quality|"
     "with my eyes closed)"},
    {kTopic, 4.5,
     "(music|audio|volume|mic|microphone|narration|narrate|dialogue|dialog|song|"
     "soundtrack|sfx|vo|hum|hiss|buzz|echo|reverb|muffled|loud|louder|quiet|"
     "quieter|decibel|db|eq|sibilance|sibilant|de ess|de esser|tinny|echoey|crackle|"
     "crackling|static|distort|distortion|peaking|mix|mixing|melody|beat drop|drum|"
     "drums|bass|guitar|piano|vocal|vocals|lyric|lyrics|audible|inaudible|hear|"
     "listen|duck|ducking|mute|unmute|noise|noisy|background hum|ambience|ambient|"
     "foley|whoosh|popping|pops|rumble|jingle|tune|instrumental|score|compressor|"
     "limiter|gain|headphones|speakers|soft spoken|mumble|mumbling|whisper|shout|"
     "shouting|feedback loop|chime|ding|bleep|beep|wav|acoustic|orchestral|chorus|"
     "synth|hi hat|snare|crescendo|tone of voice|intonation|enunciate|mumbles|"
     "breathing noise|breaths|gulp|lip smack|boomy|hissy|crunchy|garbled|robotic|"
     "shrill|screechy|drowned out|drown out|drowns|turn up|turn down|turn it down|"
     "turn it up|turn that down|turn that up|turn this down|sound|voice|voices)"},
    {kTopic, 4, "=(laughter)"},
    {kTopic, 4,
     "(sigh|sighs|giggle|giggles|snort|over the traffic|recording quality|"
     "quality of the recording|quality of the sound|concentrate on what|recording is|recordings)"},
    {kTopic, 4, "(slams|slam|door slam|door slams)"},
    {kTopic, 2, "(can't make out|cannot make out)"},
    {kTopic, 2,
     "(sync|silence|silent|upbeat|level|levels|track|speech|tone|harsh|peak|"
     "clip every|talking over|cue|soft|talks|rings|off beat|on the beat)"},
};

}  // namespace

absl::Span<const Entry> AudioEntries() { return kEntries; }

}  // namespace lossy::agent
