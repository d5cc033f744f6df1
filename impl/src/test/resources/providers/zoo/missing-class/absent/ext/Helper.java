package ext;

/** Compiled with the others, and left out of the jar. */
public final class Helper {}
