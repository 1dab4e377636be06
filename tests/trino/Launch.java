/** Main class of Trino's server. Its own is in an artifact that Maven Central does not have. */
public class Launch {
    public static void main(String[] version) {
        new io.trino.server.Server().start(version[0]);
    }
}
